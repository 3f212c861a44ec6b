/** Time between two signs of life of a supervisor, in ms. */
export const heartbeatMs = 2_000;
