// Short words in the extension's parts, which name each other two thousand times: esbuild writes whole paths, imports a module of Node
// once for each source that does, and writes `undefined` as an expression.

/**
 * The code of a part in which a module has one import, whose other names are copies of the first, and calls of `require` and `void 0`
 * have names of two bytes. No minifier gives such names: it leaves names alone that are not the file's.
 */
export const withShortWords = (code) => withShortUndefined(withShortRequire(withSingleImports(code)));

/** `a=require("./1a.js")`, `a=m(require("node:path"))` or `a=m(require("node:path"),1)` of a statement at the top of a part. */
const imports = /(?<=(?:var |,))([\w$]+)=((?:[\w$]+\()?require\("[^"]+"\)(?:(?:,1)?\))?)(?=[,;])/g;

function withSingleImports(code) {
  const names = new Map();
  return code.replaceAll(imports, (whole, name, imported) => {
    const first = names.get(imported);
    if (first === undefined) names.set(imported, name);
    return first === undefined ? whole : `${name}=${first}`;
  });
}

/** Parts beside a part by their names alone, and other modules by a shorter call. */
function withShortRequire(code) {
  const beside = shortened(
    code,
    /(?<![\w$.])require\("\.\/(\w+)\.js"\)/g,
    'const ʀ=n=>require(`./${n}.js`);',
    'ʀ("$1")',
  );
  return shortened(beside, /(?<![\w$.])require\("(?=\.|node:|vscode")/g, 'const ɴ=require;', 'ɴ("');
}

const withShortUndefined = (code) => shortened(code, /(?<![\w$.])void 0(?![\w$.])/g, 'const ᴜ=void 0;', 'ᴜ');

/** Code in which a pattern is replaced by what a statement in front declares, where that is shorter. */
function shortened(code, pattern, declaration, short) {
  const written = declaration + code.replaceAll(pattern, short);
  return Buffer.byteLength(written) < Buffer.byteLength(code) ? written : code;
}
