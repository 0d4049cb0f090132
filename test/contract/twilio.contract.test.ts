import { voiceProviderContract } from './voice-provider.ts';
import { twilioKit } from './voice/twilio-kit.ts';

voiceProviderContract(twilioKit);
