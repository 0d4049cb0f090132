declare module 'asl-validator' {
  /** Checks a definition of a state machine. Adds `QueryLanguage` to its states. */
  export default function validate(definition: unknown): { isValid: boolean; errorsText: () => string };
}
