import { type ReactNode, useEffect, useRef, useState } from 'react'

/** Rows mounted together. A page's first block is always there, so that a short list is simply a list. */
const BLOCK = 20
/** How far outside of the view rows are mounted, in pixels: the next row is there before Tab or a finger comes to it. */
const MARGIN = 1000

/** Where a row stands in the whole list. */
export interface RowPlace {
  'aria-posinset': number
  'aria-setsize': number
}

interface RowsNearViewProps<Item> {
  items: readonly Item[]
  label: string
  /** About how high a row is, in pixels: what a block that never was in view takes. */
  rowHeight: number
  /** A `listitem` that says where it stands in the list. */
  children: (item: Item, place: RowPlace) => ReactNode
}

/** A list that scrolls with its page, of rows of any height: only blocks of rows near the view are mounted. */
export function RowsNearView<Item>({ items, label, rowHeight, children }: RowsNearViewProps<Item>) {
  const starts = Array.from({ length: Math.ceil(items.length / BLOCK) }, (_, index) => index * BLOCK)
  return (
    // No <ul>: its children would have to be its rows.
    <div role="list" aria-label={label}>
      {starts.map((start) => (
        <Block key={start} isFirst={start === 0} height={rowHeight * Math.min(BLOCK, items.length - start)}>
          {() => items.slice(start, start + BLOCK).map((item, index) => children(item, { 'aria-posinset': start + index + 1, 'aria-setsize': items.length }))}
        </Block>
      ))}
    </div>
  )
}

function Block({ isFirst, height, children }: { isFirst: boolean; height: number; children: () => ReactNode }) {
  const block = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(isFirst)
  const [measured, setMeasured] = useState<number>()
  useEffect(() => {
    const element = block.current
    if (isFirst || !element) return
    const watch = new IntersectionObserver(
      ([seen]) => {
        // What has the focus stays, however far it is scrolled away.
        if (!seen || (!seen.isIntersecting && element.contains(document.activeElement))) return
        if (!seen.isIntersecting) setMeasured(seen.boundingClientRect.height)
        setNear(seen.isIntersecting)
      },
      { root: element.closest('main'), rootMargin: `${MARGIN}px 0px` },
    )
    watch.observe(element)
    return () => watch.disconnect()
  }, [isFirst])
  return (
    <div ref={block} style={isNear ? undefined : { height: measured ?? height }}>
      {isNear ? children() : null}
    </div>
  )
}
