import { voiceProviderContract } from './voice-provider.ts';
import { sinchKit } from './voice/sinch-kit.ts';

voiceProviderContract(sinchKit);
