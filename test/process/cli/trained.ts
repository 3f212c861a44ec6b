import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pngUri } from '../../../src/data-sources/thumbnails/png-picture';
import { Generator } from '../../../src/random';

const bundle = path.resolve('dist/distillery.js');

/** Output of the built command line in a folder. Fails where it ends with another code than 0. */
export function distillery(root: string, ...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...words], { cwd: root, encoding: 'utf8' });
  assert.equal(status, 0, `distillery ${words.join(' ')}: ${stderr}`);
  return stdout;
}

/** Trains by a config in a folder, which becomes a project of its own; gives the id of its only run. */
export function trainedBy(root: string, config: string): string {
  writeFileSync(path.join(root, 'package.json'), '{}');
  writeFileSync(path.join(root, 'a.distill.yaml'), config);
  distillery(root, 'run', 'a.distill.yaml');
  const [run, ...others] = readdirSync(path.join(root, '.distillery/runs'));
  assert.ok(run !== undefined && others.length === 0);
  return run;
}

/** The classes that `distillery predict` gives files, each with the probabilities of all classes by name. */
export function predicted(
  root: string,
  run: string,
  files: readonly string[],
): { readonly best: string; readonly probabilities: ReadonlyMap<string, number> }[] {
  const lines = distillery(root, 'predict', run, ...files, '--json')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const { classes } = JSON.parse(line) as { readonly classes: readonly { name: string; probability: number }[] };
    const probabilities = new Map(classes.map(({ name, probability }) => [name, probability]));
    return { best: classes[0]?.name ?? '', probabilities };
  });
}

/** Probabilities of logits. */
export function softmax(logits: readonly number[]): number[] {
  const max = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - max));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * Writes noisy pictures of three classes, whose left, middle or right third is bright: `FOLDER/CLASS/NUMBER.png`. Gives their
 * paths from `root`.
 */
export function writeThirds(
  root: string,
  folder: string,
  count: number,
  shapeOf: (index: number) => readonly [height: number, width: number, channels: number],
): string[] {
  const generator = new Generator(5);
  return ['left', 'mid dle', 'right'].flatMap((name, third) => {
    mkdirSync(path.join(root, folder, name), { recursive: true });
    return Array.from({ length: count }, (_, index) => {
      const [height, width, channels] = shapeOf(index);
      const pixels = Uint8Array.from({ length: height * width * channels }, (_unused, place) => {
        const column = Math.floor(place / channels) % width;
        return generator.nextBelow(Math.floor((3 * column) / width) === third ? 256 : 90);
      });
      const uri = pngUri(pixels, [height, width, channels]);
      const file = `${folder}/${name}/${index}.png`;
      writeFileSync(path.join(root, file), Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64'));
      return file;
    });
  });
}
