import { chromium } from 'playwright-core';

/** Arguments that keep a headless Chromium off the network; its sandbox needs rights that root in a container lacks. */
export const browserWords = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless window of 1280 × 800. Gives { page, close() }. */
export async function openPage(executablePath) {
  const browser = await chromium.launch({ executablePath, args: browserWords });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  return { page, close: () => browser.close() };
}
