// One member of an object node: 0 key text | 8 cell.

export const ENTRY_BYTES: usize = 16

@inline
export function entryKey(entry: usize): u64 {
  return load<u64>(entry)
}

/** Address of the cell of an entry. */
@inline
export function entryCell(entry: usize): usize {
  return entry + 8
}
