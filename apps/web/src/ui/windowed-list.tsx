import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useRef } from 'react'
import { cx } from './class-names.ts'

export interface WindowedListProps<Item> {
  items: readonly Item[]
  keyOf: (item: Item) => string
  /** Pixels each line takes. */
  lineHeight: number
  label: string
  /** Has to bound the height: the list scrolls within. */
  className?: string
  /** A line to bring into view when it changes. */
  at?: number
  children: (item: Item, index: number) => ReactNode
}

/** Lines mounted above and below those in view: Tab finds the next one there. */
const OVERSCAN = 8

/** A list of any length: only the lines in view are mounted, and they say which of how many they are. */
export function WindowedList<Item>({ items, keyOf, lineHeight, label, className, at = -1, children }: WindowedListProps<Item>) {
  const scroller = useRef<HTMLDivElement>(null)
  // The same while the items are: with another one all heights are added up anew.
  const getItemKey = useCallback(
    (index: number) => {
      const item = items[index]
      return item === undefined ? index : keyOf(item)
    },
    [items, keyOf],
  )
  const lines = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey,
    overscan: OVERSCAN,
  })
  useEffect(() => {
    if (at >= 0) lines.scrollToIndex(at)
  }, [at, lines])
  return (
    <div ref={scroller} className={cx('overflow-y-auto', className)}>
      {/* As high as all lines would be. */}
      <ul aria-label={label} className="relative" style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map(({ index, start, key }) => {
          const item = items[index]
          return item === undefined ? null : (
            <li
              key={key}
              aria-posinset={index + 1}
              aria-setsize={items.length}
              className="absolute inset-x-0 top-0"
              style={{ height: lineHeight, transform: `translateY(${start}px)` }}
            >
              {children(item, index)}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
