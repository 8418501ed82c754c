/**
 * cosmiconfig's explorer without its factory. The factory first looks for a "meta config" in the working
 * directory and imports `.config/config.js` from there, and always keeps its JavaScript loaders within reach
 * of `$import`; the explorer itself has exactly the loaders that it is given.
 */
declare module "cosmiconfig/dist/ExplorerSync.js" {
  import type { CosmiconfigResult, LoaderSync, OptionsSync } from "cosmiconfig";

  export class ExplorerSync {
    constructor(
      options: Required<Omit<OptionsSync, "stopDir" | "packageProp" | "loaders">> & {
        moduleName: string;
        loaders: Record<string, LoaderSync>;
        applyPackagePropertyPathToConfiguration: false;
        metaConfigFilePath: null;
      },
    );
    load(file: string): CosmiconfigResult;
    search(from: string): CosmiconfigResult;
  }
}
