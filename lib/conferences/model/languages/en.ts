import type { Sentence } from '../sentences.ts';

/** English. Spoken, so short, and with nothing that a voice would stumble over. */
export const english: Record<Sentence, string> = {
  greeting: 'Welcome.',
  'enter-pin': 'Please enter your PIN, then press the hash key.',
  'wrong-pin': 'That PIN is not right.',
  'no-input': "Sorry, I didn't get any digits.",
  'expired-pin': 'That PIN has expired.',
  'too-many-tries':
    'That was one try too many. Please check your PIN with your host, and call again later. Goodbye.',
  'slow-down': 'One moment, please. Checking your PIN takes a little longer just now.',
  'agree-by-key': 'If you agree, press 1 and you will be connected. If not, please hang up.',
  'not-agreed': 'You have not agreed, so we cannot connect you. You are welcome to call again. Goodbye.',
  'join-by-key': 'Press 1 to join. If you do not want to, please hang up.',
  'not-joined': 'Then we leave you in peace. Goodbye.',
  'conference-full': 'Sorry, this conference is full. Please try again later. Goodbye.',
  'conference-closed': 'This conference is closed. Goodbye.',
  'conference-not-open-yet': 'This conference is not open yet. Please call again when it begins. Goodbye.',
  'waiting-for-bridge':
    'Please stay on the line. We are connecting you to the room. It takes a few seconds, three minutes at most.',
  'bridge-lost': 'The connection to the room was interrupted. Please stay on the line. We are restoring it.',
  'bridge-late': 'It takes longer than usual to reach the room. Please stay on the line. We keep trying.',
  'bridge-failed':
    'We cannot reach the room. Please ask your host to connect telephony there. As soon as that is done, you will be in.',
  'joining-failed': 'Sorry, we could not put you through. Please call again. Goodbye.',
  menu: 'Press 6 to mute or unmute yourself, 9 to raise or lower your hand, or hash to go back.',
  'you-are-muted': 'You are muted now.',
  'you-are-unmuted': 'You can be heard now.',
  'mute-is-the-hosts': 'Your host has muted you, and only your host can undo that.',
  'hand-raised': 'Your hand is up.',
  'hand-lowered': 'Your hand is down.',
  'asked-to-unmute': 'Your host would like to hear you. To unmute yourself, press star, then 6.',
  'asked-to-unmute-by-key': 'Your host would like to hear you. Press star 6, and you can be heard.',
  'recording-on': 'This conference is being recorded.',
  'recording-off': 'The recording of this conference has stopped.',
  'led-on': 'One moment, please. You are being connected to somebody else.',
  'not-led-on': 'Sorry, you could not be connected there. You stay where you are.',
  kicked: 'Your host has removed you from the conference. Goodbye.',
  'session-over': 'The conference is over. Thank you for joining. Goodbye.',
  overdue: 'You have been in for as long as this conference allows. Goodbye.',
  'forward-failed': 'Sorry, nobody could take your call. Please try again later. Goodbye.',
  'internal-failure': 'Sorry, something went wrong on our side. Please call again in a moment. Goodbye.',
};
