const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

/** Twelve keys; the keyboard's do the same while one of them has the focus. */
export function Keypad({ onKey }: { readonly onKey: (key: string) => void }) {
  return (
    <div
      class="keypad"
      role="group"
      aria-label="Keypad. Digits, star and hash of the keyboard work too."
      onKeyDown={(event) => {
        if (keys.includes(event.key)) onKey(event.key);
      }}
    >
      {keys.map((key) => (
        <button type="button" key={key} aria-label={spoken[key] ?? key} onClick={() => onKey(key)}>
          {key}
        </button>
      ))}
    </div>
  );
}

const spoken: Readonly<Record<string, string | undefined>> = { '*': 'star', '#': 'hash' };
