import { type KeyboardEvent, type MouseEvent, type ReactNode, useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { painted } from '../lib/painted.ts'
import { cx } from './class-names.ts'
import { tabAfter } from './tab-order.ts'

export interface TabSpec {
  value: string
  label: ReactNode
  content: ReactNode
}

/**
 * Tabs with their panels: arrow keys go along them and show what they come to. Panels that are not shown are not mounted. The row says at
 * once what was chosen, in a frame in which nothing else is done; then whoever owns the tabs is told, and the panel takes the place of the one
 * before when it is made, however long that takes.
 */
export function Tabs(props: {
  label: string
  tabs: readonly TabSpec[]
  value?: string
  defaultValue?: string
  onValueChange?: (value: string) => void
  /** Stands at the right end of the tab row. */
  trailing?: ReactNode
  className?: string
}) {
  const { label, tabs, value, defaultValue, onValueChange, trailing, className } = props
  const id = useId()
  const [own, setOwn] = useState(defaultValue ?? tabs[0]?.value)
  const [chosen, setChosen] = useState<string | undefined>(undefined)
  const shown = chosen ?? value ?? own
  const standing = useDeferredValue(value ?? own)
  // Where none is shown the row can still be entered.
  const entry = tabs.some((tab) => tab.value === shown) ? shown : tabs[0]?.value
  const tell = useRef(onValueChange)
  tell.current = onValueChange
  useEffect(() => {
    if (chosen === undefined) return
    let gone = false
    void painted().then(() => {
      if (gone) return
      setChosen(undefined)
      setOwn(chosen)
      tell.current?.(chosen)
    })
    return () => {
      gone = true
    }
  }, [chosen])
  const show = (next: string) => {
    if (next !== shown) setChosen(next)
  }
  const onMouseDown = (event: MouseEvent, next: string) => {
    if (event.button === 0 && !event.ctrlKey) show(next)
    // Another button must not bring the focus, which shows the tab.
    else event.preventDefault()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')]
    const next = event.ctrlKey || event.altKey || event.metaKey ? undefined : tabAfter(event.key, row.indexOf(event.target as HTMLElement), row.length)
    if (next === undefined) return
    event.preventDefault()
    row[next]?.focus()
  }
  return (
    <div className={cx('flex min-h-0 flex-col', className)}>
      <div className="flex h-10 shrink-0 items-center border-line border-b px-3">
        <div role="tablist" aria-label={label} aria-orientation="horizontal" onKeyDown={onKeyDown} className="flex h-full flex-1 gap-1">
          {tabs.map((tab) => (
            <button
              key={tab.value}
              type="button"
              role="tab"
              id={`${id}-tab-${tab.value}`}
              aria-selected={tab.value === shown}
              aria-controls={`${id}-panel-${tab.value}`}
              tabIndex={tab.value === entry ? 0 : -1}
              data-state={tab.value === shown ? 'active' : 'inactive'}
              onMouseDown={(event) => onMouseDown(event, tab.value)}
              onClick={() => show(tab.value)}
              onFocus={() => show(tab.value)}
              className="-mb-px -outline-offset-2 flex items-center gap-1.5 border-transparent border-b-2 px-2 font-medium text-ink-2 text-sm hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
            >
              {tab.label}
            </button>
          ))}
        </div>
        {trailing}
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.value}
          role="tabpanel"
          id={`${id}-panel-${tab.value}`}
          aria-labelledby={`${id}-tab-${tab.value}`}
          hidden={tab.value !== standing}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what is in a panel may be text alone, and is scrolled by the keyboard
          tabIndex={0}
          className="-outline-offset-2 min-h-0 flex-1 overflow-y-auto"
        >
          {tab.value === standing ? tab.content : null}
        </div>
      ))}
    </div>
  )
}
