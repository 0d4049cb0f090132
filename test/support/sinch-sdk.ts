import { registerHooks } from 'node:module';

/**
 * Sinch's own SDK: its parts ask the whole, which brings every other product of Sinch, for nothing but its version. Here that is
 * ours, which is of no account.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@sinch/sdk-core/package.json'
      ? { url: import.meta.resolve('../../package.json'), format: 'json', shortCircuit: true }
      : next(specifier, context),
});

export const { VoiceService, VoiceCallbackWebhooks } = await import('@sinch/voice');
export const { validateAuthenticationHeader } = await import('@sinch/sdk-client');
