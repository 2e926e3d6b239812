/** package.json's version, put in when the module is built (rollup.config.mjs); the sources alone have none. */
declare const MODULE_VERSION: string | undefined;

export const moduleVersion: string | undefined = typeof MODULE_VERSION === "undefined" ? undefined : MODULE_VERSION;
