import Records

/// The columns of a stage: what a name means at each step, and the batch's slot that holds it.
///
/// A column of the source gets a slot when something first asks for it, so that what nobody uses is
/// never cut from the file. A step that sets a column gives its name a new slot from there on.
final class Columns {
    struct Column {
        var name: String
        var kind: Kind
        /// The index of the source's column; nil for one that a step sets.
        var source: Int?
        /// The values were checked to be of `kind` where they came in.
        var isChecked: Bool
        /// The only texts that may stand in it, besides none; empty: any.
        var words: [StaticString] = []
    }

    /// By slot.
    private(set) var slots: [Column] = []
    private var names: [String: Int] = [:]
    private var sourceNames: [String: (index: Int, kind: Kind)] = [:]
    private var sourceSlots: [Int: Int] = [:]
    private var order: [String] = []
    /// The slots that something asked for by name.
    private(set) var used: Set<Int> = []

    /// `source` are the columns that the source has, in its definition's order.
    init(source: [(name: String, kind: Kind)]) {
        for (index, column) in source.enumerated() {
            sourceNames[column.name] = (index, column.kind)
            order.append(column.name)
        }
    }

    /// Every name that can be used here, those of the source first.
    var known: [String] { order }

    func has(_ name: String) -> Bool { names[name] != nil || sourceNames[name] != nil }

    /// The slot that `name` has here; nil where there is no such column.
    func slot(of name: String) -> Int? {
        guard let slot = names[name] ?? sourceSlot(of: name) else { return nil }
        used.insert(slot)
        return slot
    }

    /// The slot of the source's own column, whatever a step made of the name since.
    func sourceSlot(of name: String) -> Int? {
        guard let source = sourceNames[name] else { return nil }
        if let slot = sourceSlots[source.index] { return slot }
        slots.append(
            Column(name: name, kind: source.kind, source: source.index, isChecked: true))
        let slot = slots.count - 1
        sourceSlots[source.index] = slot
        if names[name] == nil { names[name] = slot }
        return slot
    }

    /// Gives `name` a new slot: what it means from here on.
    func define(_ name: String, kind: Kind = .text, isChecked: Bool = false) -> Int {
        if !has(name) { order.append(name) }
        slots.append(Column(name: name, kind: kind, source: nil, isChecked: isChecked))
        names[name] = slots.count - 1
        return slots.count - 1
    }

    /// Makes `name` mean the column in `slot` from here on.
    func rename(_ slot: Int, _ name: String) {
        if !has(name) { order.append(name) }
        names[name] = slot
    }

    /// Says that a slot is used as `kind`. A mapping that sets it then checks its cells when loaded.
    func use(_ slot: Int, as kind: Kind) {
        guard kind != .text, slots[slot].kind == .text, slots[slot].source == nil else { return }
        slots[slot].kind = kind
    }

    /// Says that a slot holds one of a few words. A mapping that sets it then checks its cells when
    /// loaded.
    func use(_ slot: Int, as words: [StaticString]) { slots[slot].words = words }

    /// For each of the source's columns the slot that wants it.
    func wanted(of count: Int) -> [Int?] {
        (0..<count).map { sourceSlots[$0] }
    }
}
