import type { FocusEvent } from 'react'
import type { EditorStore } from '../model/editor-store.ts'
import { settingOf } from '../model/fresh-steps.ts'

function settingAt(place: Element | null): string | undefined {
  return settingOf(place?.closest<HTMLElement>('[data-setting]')?.dataset.setting ?? '')
}

/** Tells the store that somebody has left a setting of a step; to another part of the same setting, or to another window, is not left. */
export function noteLeaving(store: EditorStore, nodeId: string, { target, relatedTarget }: FocusEvent): void {
  const key = settingAt(target)
  if (key === undefined || target.ownerDocument.activeElement === target) return
  if (relatedTarget instanceof Element && settingAt(relatedTarget) === key) return
  store.leave(nodeId, key)
}
