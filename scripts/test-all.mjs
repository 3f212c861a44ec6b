// Every suite, as with CI=true: the same on each system, whose shells set variables in different ways.
process.env.CI = 'true';
await import('./test.mjs');
