extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes are a word in small letters of ASCII, whatever the case of their own.
    package func isWord(_ small: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == small.count else { return false }
        for index in 0..<count {
            let byte = self[index]
            if (65...90 ~= byte ? byte | 0x20 : byte) != small[index] { return false }
        }
        return true
    }
}
