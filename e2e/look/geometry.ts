import type { Page } from '@playwright/test'

/** What lies wrong on the page as it stands: sticking out of the window, cut off without a sign, a scroll bar beside a scroll bar. */
export async function geometryFindings(page: Page): Promise<string[]> {
  // What tsx writes around functions with a name, to keep it.
  await page.evaluate('globalThis.__name ??= (named) => named')
  return page.evaluate(() => {
    const findings: string[] = []
    const name = (element: Element) => {
      const label = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''
      return `${element.tagName.toLowerCase()}.${String(element.getAttribute('class') ?? '')
        .split(' ')
        .slice(0, 3)
        .join('.')} “${label}”`
    }
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) findings.push(`the page sticks out by ${root.scrollWidth - root.clientWidth} px`)
    const scrolls = (element: Element) => {
      const { overflowY } = getComputedStyle(element)
      return (overflowY === 'auto' || overflowY === 'scroll') && element.scrollHeight > element.clientHeight + 1 && element.clientHeight > 0
    }
    for (const element of document.querySelectorAll('body *')) {
      if (!(element instanceof HTMLElement) || element.closest('.react-flow, .sr-only') || element.offsetParent === null) continue
      const style = getComputedStyle(element)
      if (scrolls(element)) {
        let outer = element.parentElement
        while (outer && !scrolls(outer)) outer = outer.parentElement
        if (outer && !element.closest('.cm-editor, textarea')) findings.push(`scrolls inside what scrolls: ${name(element)}`)
      }
      const holdsText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
      const cut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible' && style.overflowX !== 'auto' && style.overflowX !== 'scroll'
      if (holdsText && cut && style.textOverflow !== 'ellipsis' && style.webkitLineClamp === 'none' && element.clientWidth > 1)
        findings.push(`cut off: ${name(element)}`)
      const box = element.getBoundingClientRect()
      if (
        element.matches('button, a, input:not([aria-hidden]), select, textarea, [role=tab]') &&
        box.width > 0 &&
        (box.right > root.clientWidth + 1 || box.left < -1)
      )
        if (!element.closest('[style*="overflow"], .overflow-x-auto, .overflow-auto, .overflow-hidden')) findings.push(`outside the window: ${name(element)}`)
    }
    return findings
  })
}
