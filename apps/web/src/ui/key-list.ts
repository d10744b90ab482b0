/** Every key of the product, as `?` shows them. A test of the editor holds its part to what the keys do. */

export interface KeyRow {
  /** Joined with `+`; several are alternatives. */
  keys: readonly string[]
  does: string
  /** How they are bound in the editor. */
  bindings?: readonly string[]
}

export interface KeyGroup {
  title: string
  rows: readonly KeyRow[]
}

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const
const withArrows = (modifier: string) => ARROWS.map((arrow) => `${modifier}${arrow}`)

export const KEY_GROUPS: readonly KeyGroup[] = [
  {
    title: 'Around the page',
    rows: [
      {
        keys: ['F6', 'Shift+F6'],
        does: 'Next part of the page, the one before; while nothing is selected the settings are the workflow’s',
      },
      { keys: ['Ctrl+K'], does: 'Do anything by its name' },
      { keys: ['Ctrl+F', 'F3'], does: 'Find, and go on to the next hit', bindings: ['$mod+f', 'F3'] },
      { keys: ['F8'], does: 'Next problem, in its field', bindings: ['F8'] },
      { keys: ['Ctrl+S'], does: 'Save', bindings: ['$mod+s'] },
      { keys: ['Ctrl+Enter'], does: 'Run', bindings: ['$mod+Enter'] },
      { keys: ['?'], does: 'These keys' },
    ],
  },
  {
    title: 'On the canvas',
    rows: [
      { keys: ['Arrows'], does: 'Nearest step; moves what is selected by 8', bindings: ARROWS },
      { keys: ['Shift+Arrows', 'Alt+Arrows'], does: 'Move by 40, by 1', bindings: [...withArrows('Shift+'), ...withArrows('Alt+')] },
      { keys: ['Ctrl+Arrows'], does: 'Walk along the connections', bindings: withArrows('Control+') },
      { keys: ['E', 'Shift+E'], does: 'Next connection of the step, the one before', bindings: ['e', 'Shift+E'] },
      { keys: ['Enter', 'Space'], does: 'Select; Enter once more goes to its settings', bindings: ['Enter'] },
      { keys: ['Shift+Space'], does: 'Add to the selection, or take away' },
      { keys: ['Shift+F10', 'Menu'], does: 'All that can be done with it, as by the right button' },
      { keys: ['Escape'], does: 'Let go of what is in the hand; back to the canvas; select nothing', bindings: ['Escape'] },
      { keys: ['Ctrl+A'], does: 'Select everything', bindings: ['$mod+a'] },
      { keys: ['F'], does: 'Bring the selection into view', bindings: ['f'] },
      { keys: ['Shift+1'], does: 'Bring everything into view', bindings: ['Shift+!', 'Shift+Digit1'] },
    ],
  },
  {
    title: 'Drawing',
    rows: [
      { keys: ['C'], does: 'Connect the selected step to another', bindings: ['c'] },
      { keys: ['N'], does: 'New note', bindings: ['n'] },
      { keys: ['F2'], does: 'Rename the selected step', bindings: ['F2'] },
      { keys: ['Delete'], does: 'Delete the selection', bindings: ['Delete', 'Backspace'] },
      { keys: ['Ctrl+Z', 'Ctrl+Shift+Z'], does: 'Undo, do again', bindings: ['$mod+z', '$mod+Shift+z', '$mod+y'] },
      { keys: ['Ctrl+C', 'Ctrl+V'], does: 'Copy, paste' },
      { keys: ['Ctrl+D'], does: 'Duplicate', bindings: ['$mod+d'] },
      { keys: ['Ctrl+G', 'Ctrl+Shift+G'], does: 'Group, ungroup', bindings: ['$mod+g', '$mod+Shift+g'] },
      { keys: ['Alt+A', 'Alt+H', 'Alt+D'], does: 'Align left, centres, right', bindings: ['Alt+KeyA', 'Alt+KeyH', 'Alt+KeyD'] },
      { keys: ['Alt+W', 'Alt+V', 'Alt+S'], does: 'Align top, middles, bottom', bindings: ['Alt+KeyW', 'Alt+KeyV', 'Alt+KeyS'] },
      { keys: ['Shift+Alt+H', 'Shift+Alt+V'], does: 'Equal gaps across, down', bindings: ['Alt+Shift+KeyH', 'Alt+Shift+KeyV'] },
      { keys: ['Shift+Alt+T'], does: 'Tidy', bindings: ['Alt+Shift+KeyT'] },
      { keys: ['Shift+Enter'], does: 'Run to the selected step, or what is selected', bindings: ['Shift+Enter'] },
    ],
  },
  {
    title: 'Reviewing',
    rows: [
      { keys: ['J', 'K'], does: 'Next change, the one before' },
      { keys: ['X'], does: 'Leave a change out, or take it in' },
      { keys: ['A', 'R'], does: 'Approve, reject' },
    ],
  },
]
