// Opens a large file of rows, gathers 3,000 batches anywhere in it, the next ones read ahead as in a training, and prints the
// largest resident memory in MB.
import { openRows } from './cached-rows.mjs';

const [folder, side] = process.argv.slice(2);
const { data } = openRows(folder, Number(side));
const to = new Float32Array(128 * data.features);
const batch = (number) =>
  Int32Array.from({ length: 128 }, (_, row) => (number * 7919 + row * 104_729) % data.train.count);
data.train.images.prefetch(batch(0));
for (let number = 0; number < 3000; number += 1) {
  data.train.images.prefetch(batch(number + 1));
  data.train.images.read(batch(number), to);
}
console.log(process.resourceUsage().maxRSS / 1024);
process.exit(0);
