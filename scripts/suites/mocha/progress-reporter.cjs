// Mocha's JSON report in a file, with the suite's progress on one line meanwhile: a suite of minutes that says nothing looks
// like one that hangs.
const { reporters, Runner } = require('mocha');

const intervalMs = 15_000;

module.exports = class ProgressReporter extends reporters.JSON {
  constructor(runner, options) {
    super(runner, options);
    const { suite } = options.reporterOptions;
    const start = Date.now();
    let [ended, failed, last] = [0, 0, Date.now()];
    const show = () => {
      const seconds = Math.round((Date.now() - start) / 1000);
      const line = `${suite}: ${ended} tests, ${failed} failed, ${seconds} s`;
      // A terminal shows one line that changes; a log gets a line now and then.
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
      else if (Date.now() - last >= intervalMs) {
        process.stderr.write(`${line}\n`);
        last = Date.now();
      }
    };
    runner.on(Runner.constants.EVENT_TEST_END, ({ state }) => {
      ended += 1;
      if (state === 'failed') failed += 1;
      show();
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    });
  }
};
