import { useEffect, useState } from 'preact/hooks';

/** The call that the address names: `#call=<id>`, so that it can be linked to. */
export function useSelected(): readonly [string | undefined, (id: string | undefined) => void] {
  const [selected, setSelected] = useState(named());
  useEffect(() => {
    const changed = () => setSelected(named());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  const select = (id: string | undefined) => {
    location.hash = id === undefined ? '' : `call=${encodeURIComponent(id)}`;
  };
  return [selected, select];
}

export const addressOf = (id: string): string => `#call=${encodeURIComponent(id)}`;

function named(): string | undefined {
  return new URLSearchParams(location.hash.slice(1)).get('call') ?? undefined;
}
