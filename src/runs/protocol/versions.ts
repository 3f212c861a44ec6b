/** The format of `run.json` that is written; runs of a newer one are not read. Apart, so that activation loads no schema. */
export const manifestVersion = 1;
