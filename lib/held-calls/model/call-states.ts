/** Where a held call is in its life. The moves between states are in `state/life.ts`. */
export const callStates = [
  'held',
  'waiting',
  'connecting',
  'connected',
  'transferring',
  'transferred',
  'ended',
  'abandoned',
  'released',
  'refused',
] as const;
export type CallState = (typeof callStates)[number];
