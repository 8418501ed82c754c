/** Looks a password up in `~/.pgpass` (or `PGPASSFILE`); undefined where no line fits. */
declare module "pgpass" {
  type Server = { host: string; port: number; database: string; user: string };
  function findPassword(server: Server, found: (password: string | undefined) => void): void;
  export = findPassword;
}
