// Made from the schema of steps by `npm run docs`; not to be edited.

/** Whether a value is a step of the plainest form, in a twentieth of the time of its check: nearly all lines are such. */
export function isPlainStep(value: object): boolean {
  const it = value as Readonly<Record<string, unknown>>;
  return (
    it['type'] === 'step' &&
    typeof it['seq'] === 'number' &&
    Number.isSafeInteger(it['seq']) &&
    it['seq'] >= 0 &&
    it['seq'] <= 281474976710656 &&
    typeof it['attempt'] === 'number' &&
    Number.isSafeInteger(it['attempt']) &&
    it['attempt'] >= 0 &&
    it['attempt'] <= 281474976710656 &&
    (it['at'] === undefined || (typeof it['at'] === 'number' && it['at'] >= 0 && it['at'] <= 8640000000000000)) &&
    (it['phase'] === 'teacher' || it['phase'] === 'student') &&
    it['teacher'] === undefined &&
    typeof it['step'] === 'number' &&
    it['step'] >= 0 &&
    it['step'] <= 281474976710656 &&
    typeof it['epoch'] === 'number' &&
    typeof it['loss'] === 'number' &&
    (it['hard'] === undefined || typeof it['hard'] === 'number') &&
    (it['soft'] === undefined || typeof it['soft'] === 'number') &&
    (it['weightedHard'] === undefined || typeof it['weightedHard'] === 'number') &&
    (it['weightedSoft'] === undefined || typeof it['weightedSoft'] === 'number') &&
    (it['learningRate'] === undefined || typeof it['learningRate'] === 'number') &&
    (it['imagesPerSecond'] === undefined || typeof it['imagesPerSecond'] === 'number') &&
    (it['temperature'] === undefined || typeof it['temperature'] === 'number') &&
    (it['temperatureMin'] === undefined || typeof it['temperatureMin'] === 'number') &&
    (it['temperatureMax'] === undefined || typeof it['temperatureMax'] === 'number') &&
    (it['studentTemperature'] === undefined || typeof it['studentTemperature'] === 'number') &&
    (it['guarded'] === undefined || typeof it['guarded'] === 'number') &&
    (it['clipped'] === undefined || typeof it['clipped'] === 'number') &&
    (it['klAtOne'] === undefined || typeof it['klAtOne'] === 'number') &&
    (it['teacherEntropy'] === undefined || typeof it['teacherEntropy'] === 'number') &&
    it['temperatures'] === undefined &&
    it['sharedTemperature'] === undefined
  );
}
