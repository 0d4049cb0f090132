import { voiceProviderContract } from './voice-provider.ts';
import { plivoKit } from './voice/plivo-kit.ts';

voiceProviderContract(plivoKit);
