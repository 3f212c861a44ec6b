/** Key of the sample folder whose window is about to be opened, in the state that all windows have. */
export const sampleKey = 'distillery.sample';
