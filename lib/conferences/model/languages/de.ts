import type { Sentence } from '../sentences.ts';

/** German, formal address. */
export const german: Record<Sentence, string> = {
  greeting: 'Herzlich willkommen.',
  'enter-pin': 'Bitte geben Sie Ihre PIN ein und drücken Sie dann die Raute-Taste.',
  'wrong-pin': 'Diese PIN stimmt leider nicht.',
  'no-input': 'Ich habe leider keine Ziffern erhalten.',
  'expired-pin': 'Diese PIN ist abgelaufen.',
  'too-many-tries':
    'Das war ein Versuch zu viel. Bitte lassen Sie sich Ihre PIN noch einmal geben und rufen Sie später wieder an. Auf Wiederhören.',
  'slow-down': 'Einen Moment bitte. Die Prüfung Ihrer PIN dauert gerade etwas länger.',
  'agree-by-key':
    'Wenn Sie damit einverstanden sind, drücken Sie die 1, dann verbinden wir Sie. Wenn nicht, legen Sie bitte auf.',
  'not-agreed':
    'Sie haben nicht zugestimmt, deshalb können wir Sie nicht verbinden. Rufen Sie gern noch einmal an. Auf Wiederhören.',
  'join-by-key': 'Drücken Sie die 1, um teilzunehmen. Wenn Sie nicht möchten, legen Sie bitte auf.',
  'not-joined': 'Dann stören wir Sie nicht weiter. Auf Wiederhören.',
  'conference-full':
    'Diese Konferenz ist leider voll. Bitte versuchen Sie es später noch einmal. Auf Wiederhören.',
  'conference-closed': 'Diese Konferenz ist geschlossen. Auf Wiederhören.',
  'conference-not-open-yet':
    'Diese Konferenz ist noch nicht geöffnet. Bitte rufen Sie an, sobald sie beginnt. Auf Wiederhören.',
  'waiting-for-bridge':
    'Bitte bleiben Sie am Apparat. Wir verbinden Sie mit dem Raum. Das dauert ein paar Sekunden, höchstens drei Minuten.',
  'bridge-lost':
    'Die Verbindung zum Raum wurde unterbrochen. Bitte bleiben Sie dran, wir stellen sie wieder her.',
  'bridge-late':
    'Es dauert länger als sonst, den Raum zu erreichen. Bitte bleiben Sie am Apparat. Wir versuchen es weiter.',
  'bridge-failed':
    'Wir erreichen den Raum nicht. Bitte lassen Sie dort die Telefonie einschalten. Sobald das geschehen ist, sind Sie dabei.',
  'joining-failed':
    'Wir konnten Sie leider nicht durchstellen. Bitte rufen Sie noch einmal an. Auf Wiederhören.',
  menu: 'Drücken Sie die 6, um sich stumm zu schalten oder wieder zu sprechen, die 9, um die Hand zu heben oder zu senken, oder Raute, um zurückzukehren.',
  'you-are-muted': 'Sie sind jetzt stumm geschaltet.',
  'you-are-unmuted': 'Man kann Sie jetzt hören.',
  'mute-is-the-hosts':
    'Die Moderation hat Sie stumm geschaltet, und nur die Moderation kann das wieder aufheben.',
  'hand-raised': 'Ihre Hand ist gehoben.',
  'hand-lowered': 'Ihre Hand ist gesenkt.',
  'asked-to-unmute':
    'Sie werden gebeten zu sprechen. Um Ihr Mikrofon einzuschalten, drücken Sie Stern und dann die 6.',
  'asked-to-unmute-by-key': 'Sie werden gebeten zu sprechen. Drücken Sie Stern 6, dann kann man Sie hören.',
  'recording-on': 'Diese Konferenz wird aufgezeichnet.',
  'recording-off': 'Die Aufzeichnung dieser Konferenz ist beendet.',
  'led-on': 'Einen Moment bitte. Sie werden weiterverbunden.',
  'not-led-on': 'Wir konnten Sie dort leider nicht verbinden. Sie bleiben, wo Sie sind.',
  kicked: 'Die Moderation hat Sie aus der Konferenz entfernt. Auf Wiederhören.',
  'session-over': 'Die Konferenz ist beendet. Vielen Dank für Ihre Teilnahme. Auf Wiederhören.',
  overdue: 'Sie waren so lange dabei, wie diese Konferenz es zulässt. Auf Wiederhören.',
  'forward-failed':
    'Ihren Anruf konnte leider niemand annehmen. Bitte versuchen Sie es später noch einmal. Auf Wiederhören.',
  'internal-failure':
    'Bei uns ist leider etwas schiefgegangen. Bitte rufen Sie gleich noch einmal an. Auf Wiederhören.',
};
