import type { Product } from '../protocol/product';

/** Version from package.json and, in a production build of a clean tree, its commit; defined by esbuild.mjs. */
declare const distilleryProduct: Product | undefined;

/** This build of Distillery, as manifests and reports name it; undefined where the code runs without a build. */
export const product: Product | undefined = typeof distilleryProduct === 'undefined' ? undefined : distilleryProduct;
