/** The version of this release; a test holds it against package.json. */
export const VERSION = "0.7.0";
