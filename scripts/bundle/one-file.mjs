// The parts of the extension that activation needs, in one file: each file that is loaded costs a look-up, a read and a compilation.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files that a file loads at once, itself the first, by esbuild's metafile. */
export function filesOfActivation(outputs, entry) {
  const loaded = new Set([entry]);
  // A set is gone through with what is added meanwhile.
  for (const file of loaded) {
    for (const { path: needed, kind } of outputs[file]?.imports ?? []) {
      if (kind !== 'dynamic-import' && needed in outputs) loaded.add(needed);
    }
  }
  return [...loaded];
}

/**
 * Puts parts, CommonJS files of the folder beside the entry that bears its name, into the entry: `dist/extension/*.js` into
 * `dist/extension.js`. Their files stay for parts that are loaded later, and lead to the ones in the entry.
 */
export function mergeParts(entry, parts) {
  const folder = path.basename(entry, '.js');
  const functions = parts.map((file) => {
    const name = path.basename(file);
    return `${JSON.stringify(name)}(exports,require){${readFileSync(file, 'utf8')}\n}`;
  });
  // The editor looks its API up anew, by the real path of the file, each time that a part asks for it.
  const loader = `const parts={${functions.join(',')}},loaded={},found={};
exports.part=name=>{if(!loaded[name]){loaded[name]={};parts[name](loaded[name],name=>requirePart(name,"./${folder}/"))}return loaded[name]};
const original=require,requirePart=(name,from)=>{const base=name.slice(name.lastIndexOf("/")+1);return name[0]!=="."?found[name]??=original(name):base in parts?exports.part(base):original(name.startsWith("../")?name.slice(1):from+name.slice(2))};
`;
  const own = readFileSync(entry, 'utf8');
  writeFileSync(entry, `${loader}(require=>{${own}\n})(name=>requirePart(name,"./"));\n`);
  for (const file of parts) {
    writeFileSync(
      file,
      `module.exports=require("../${path.basename(entry)}").part(${JSON.stringify(path.basename(file))});\n`,
    );
  }
}
