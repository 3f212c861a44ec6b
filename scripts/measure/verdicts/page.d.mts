/** The page as Markdown, from the records of experiments by their names. */
export declare function renderPage(records: Readonly<Record<string, unknown>>): string;
