import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The pages and pictures of the repository that a page links to, and those that these link to, by their paths below `root`.
 * Throws where one of them is not there.
 */
export function linkedFiles(root, page) {
  const found = new Set();
  const look = (from) => {
    for (const link of linksOf(path.join(root, from))) {
      const to = path.posix.normalize(path.posix.join(path.posix.dirname(from), link));
      if (to === page || found.has(to)) continue;
      if (!existsSync(path.join(root, to))) throw new Error(`${from} links to ${to}, which is not there`);
      found.add(to);
      if (to.endsWith('.md')) look(to);
    }
  };
  look(page);
  return [...found].sort();
}

/** Pages and pictures; links to folders, examples and code are for those who read the repository. */
function linksOf(file) {
  const links = readFileSync(file, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g);
  return [...links]
    .map(([, link]) => link)
    .filter((link) => !link.includes(':') && /\.(md|png|gif|jpg|webp)$/.test(link));
}
