/** Of a provider that the stage has keys of. */
export const inUse = { isUsed: () => Promise.resolve(true) };
