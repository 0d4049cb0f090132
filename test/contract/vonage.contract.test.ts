import { voiceProviderContract } from './voice-provider.ts';
import { vonageKit } from './voice/vonage-kit.ts';

voiceProviderContract(vonageKit);
