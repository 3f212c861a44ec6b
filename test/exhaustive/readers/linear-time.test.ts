import { readerTargets } from '../../unit/fuzz/targets/all-targets';
import { assertLinear } from '../../growth';

describe('the time of each reader that the fuzzer knows grows with its input and no faster', function () {
  this.timeout(120_000);
  for (const { name, check, corpus, read = check, worst = {} } of readerTargets()) {
    for (const [title, [small, inputOf]] of Object.entries(worst)) {
      it(`${name}: ${title}`, () =>
        assertLinear(small, (length) => {
          const input = Buffer.from(inputOf(length));
          return () => read(input, corpus[0] ?? input);
        }));
    }
  }
});
