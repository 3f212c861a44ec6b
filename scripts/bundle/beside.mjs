// Parts that lie beside the extension as bundles of their own.

/** Readers of tables and of YAML, translators of other tools' configs, and programs for students lie beside the extension, with the parts that first need them. */
export const readersBeside = {
  name: 'readers of files beside the extension',
  setup(build) {
    // Every part that imports them lies in dist/extension.
    const names = {
      'parquet-decoder': 'parquet',
      'csv-parser': 'csv',
      'yaml-parser': 'yaml',
      'ways-to-use': 'students',
    };
    for (const [file, name] of Object.entries({ ...names, 'foreign/translate': 'foreign' })) {
      build.onResolve({ filter: new RegExp(`/${file}$`) }, () => ({ path: `../${name}.js`, external: true }));
    }
  },
};
/** The translators of other tools' configs read them by the reader of YAML beside them. */
export const yamlBeside = {
  name: 'the reader of YAML beside',
  setup(build) {
    build.onResolve({ filter: /\/yaml-parser$/ }, () => ({ path: './yaml.js', external: true }));
  },
};
