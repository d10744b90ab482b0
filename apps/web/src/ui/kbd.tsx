const SYMBOLS: Record<string, string> = { Shift: '⇧', Enter: '↵', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' }

/** A keyboard shortcut, keys joined with `+`: `Ctrl+Shift+Z`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex shrink-0 gap-0.5 font-sans text-ink-3 text-xs">
      {keys.split('+').map((key) => (
        <kbd key={key} className="min-w-4.5 rounded border border-line bg-surface-2 px-1 text-center font-sans">
          {SYMBOLS[key] ?? key}
        </kbd>
      ))}
    </span>
  )
}
