// Icons of VS Code in the pages, whose paths have five decimals.
import { readFileSync } from 'node:fs';

/** Plugin of esbuild that reads an icon with two decimals: a hundredth of a pixel is not seen. */
export const shortIcons = {
  name: 'icons with two decimals',
  setup(build) {
    build.onLoad({ filter: /[\\/]codicons[\\/].*\.svg$/ }, ({ path: file }) => {
      // A number that begins with its point may follow another one without a space, and stays as it is there.
      const number = /\d+\.\d{3,}|(?<=[\s,A-Za-z-])\.\d{3,}/g;
      const contents = readFileSync(file, 'utf8').replaceAll(number, (digits) => Number(digits).toFixed(2));
      return { contents, loader: 'text' };
    });
  },
};
