/** Experiments of docs/does-it-help.md by their names; the config of each is written as JSON. */
export declare const experiments: Readonly<Record<string, { readonly config: Readonly<Record<string, unknown>> }>>;
