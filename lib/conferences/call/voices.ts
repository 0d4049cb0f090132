import type { VoiceProvider, Voices } from '../ports.ts';

/** Finds voice providers among those that a deployment has. */
export function makeVoices(providers: readonly VoiceProvider[]): Voices {
  const known = new Map(providers.map((provider) => [provider.traits.id, provider]));
  return {
    of(id) {
      const provider = known.get(id);
      if (provider === undefined) throw new Error(`this deployment has no voice provider ${id}`);
      return provider;
    },
  };
}
