/** Makes a folder for temporary files of tests: in memory where there is room and programs can be executed, else on the disk. */
export function makeTemporaryFolder(where?: string): string;
