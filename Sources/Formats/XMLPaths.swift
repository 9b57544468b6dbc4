import Records

/// All paths of a report at once: the elements in and around a row are gone through one time, and each is
/// held only against the steps that lead there.
final class XMLPaths {
    private struct Edge {
        var name: Int32
        /// An element that must stand inside, and its text; -1: none.
        var with: Int32
        var value: Int
        var node: Int
    }

    private struct Node {
        var edges: [Edge] = []
        /// The paths that end here.
        var ends: [Int] = []
    }

    private struct Path {
        /// Of the wanted attributes; -1: the text.
        var attribute: Int32
        var several: Bool
    }

    private let names: XMLNames
    private var nodes: [Node] = []
    /// By how many elements further out a path begins: the node of its first step; -1: none begins there.
    private var roots: [Int] = []
    private var paths: [Path] = []
    private var values: [[UInt8]] = []
    /// For each path, how many elements of the row at hand it led to, and the first.
    private var counts: [Int32] = []
    private var firsts: [Int32] = []
    /// Further elements of paths of which all count.
    private var more: [(path: Int, element: Int32)] = []

    init(_ names: XMLNames) { self.names = names }

    /// How many paths there are: the number of the next one.
    var count: Int { paths.count }

    /// Adds a path. `attribute` is the number of the attribute it asks for.
    func add(_ path: XMLPath, attribute: Int32, several: Bool) {
        let number = paths.count
        paths.append(Path(attribute: attribute, several: several))
        counts.append(0)
        firsts.append(-1)
        while roots.count <= path.ups { roots.append(-1) }
        if roots[path.ups] < 0 { roots[path.ups] = newNode() }
        var node = roots[path.ups]
        for step in path.steps {
            let name = names.number(of: step.name)
            let with = step.with.map(names.number) ?? -1
            let value = Array((step.value ?? "").utf8)
            if let known = nodes[node].edges.first(where: {
                $0.name == name && $0.with == with && (with < 0 || values[$0.value] == value)
            }) {
                node = known.node
                continue
            }
            values.append(value)
            let next = newNode()
            nodes[node].edges.append(
                Edge(name: name, with: with, value: values.count - 1, node: next))
            node = next
        }
        nodes[node].ends.append(number)
    }

    private func newNode() -> Int {
        nodes.append(Node())
        return nodes.count - 1
    }

    /// Finds what all paths lead to from a row.
    func look(_ row: Int, _ tree: XMLTree) {
        for path in counts.indices { counts[path] = 0 }
        more.removeAll(keepingCapacity: true)
        var start = row
        for (ups, root) in roots.enumerated() {
            if ups > 0 { start = Int(tree.elements[start].parent) }
            if start < 0 { return }
            guard root >= 0 else { continue }
            for end in nodes[root].ends { meet(end, start, tree) }
            tree.elements.withUnsafeBufferPointer { walk(start, root, $0, tree) }
        }
    }

    private func walk(
        _ element: Int, _ node: Int, _ elements: UnsafeBufferPointer<XMLTree.Element>,
        _ tree: XMLTree
    ) {
        nodes[node].edges.withUnsafeBufferPointer { edges in
            var child = element + 1
            let end = Int(elements[element].end)
            while child < end {
                let name = elements[child].name
                if name >= 0 {
                    for index in 0..<edges.count where edges[index].name == name {
                        let edge = edges[index]
                        guard edge.with < 0 || has(child, edge, elements, tree) else { continue }
                        for end in nodes[edge.node].ends { meet(end, child, tree) }
                        if !nodes[edge.node].edges.isEmpty {
                            walk(child, edge.node, elements, tree)
                        }
                    }
                }
                child = Int(elements[child].end)
            }
        }
    }

    /// Whether an element has the element inside that its step asks for.
    private func has(
        _ element: Int, _ edge: Edge, _ elements: UnsafeBufferPointer<XMLTree.Element>,
        _ tree: XMLTree
    ) -> Bool {
        var child = element + 1
        let end = Int(elements[element].end)
        while child < end {
            if elements[child].name == edge.with,
                tree.withText(of: child, { $0.elementsEqual(values[edge.value]) })
            {
                return true
            }
            child = Int(elements[child].end)
        }
        return false
    }

    private func meet(_ path: Int, _ element: Int, _ tree: XMLTree) {
        if paths[path].attribute >= 0, tree.attribute(paths[path].attribute, of: element) == nil {
            return
        }
        counts[path] += 1
        if counts[path] == 1 {
            firsts[path] = Int32(element)
        } else if paths[path].several {
            more.append((path, Int32(element)))
        }
    }

    /// How many elements a path led to.
    @inline(__always)
    func count(_ path: Int) -> Int { Int(counts[path]) }

    /// The value that the first of them has, where it stands until the message ends.
    func first<R>(_ path: Int, _ tree: XMLTree, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        value(path, Int(firsts[path]), tree, body)
    }

    /// The values of all of them, in the order of the file; of paths of which only the first counts, that.
    func forEach(_ path: Int, _ tree: XMLTree, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        first(path, tree, body)
        for other in more where other.path == path {
            value(path, Int(other.element), tree, body)
        }
    }

    private func value<R>(
        _ path: Int, _ element: Int, _ tree: XMLTree, _ body: (UnsafeBufferPointer<UInt8>) -> R
    ) -> R {
        let attribute = paths[path].attribute
        guard attribute >= 0, let found = tree.attribute(attribute, of: element) else {
            return tree.withText(of: element, body)
        }
        return tree.withValue(of: found, body)
    }
}
