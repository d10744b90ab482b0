import type { FormEvent } from 'react'

const scrolls = (element: Element) => /auto|scroll/.test(getComputedStyle(element).overflowY)

function scrollerOf(element: Element): Element | undefined {
  let around = element.parentElement
  while (around && !scrolls(around)) around = around.parentElement
  return around ?? undefined
}

/**
 * Listener for `input` around forms: the setting that is typed in is brought into view whole, with its label and what is said below it,
 * else its control. A browser sees to the caret alone, so that a field that was pressed at the rim stays half behind it.
 */
export function seenWhileTyped({ target }: FormEvent): void {
  if (!(target instanceof Element)) return
  const control = target.closest('.cm-editor') ?? target
  const room = scrollerOf(control)?.clientHeight ?? 0
  // What is said of the text stands by the next frame.
  requestAnimationFrame(() => {
    const whole = [target.closest('[data-setting]'), control].find((part) => part && part.getBoundingClientRect().height <= room)
    whole?.scrollIntoView({ block: 'nearest' })
  })
}
