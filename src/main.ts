export async function main(_args: string[]): Promise<void> {
  process.stdout.write("sync-hooks\n");
}
