import Records

/// What a column's fields say of its values.
extension ReportColumn {
    func checkForms(_ mistakes: inout [Mistake]) {
        var known: [TimeForm] = []
        for entry in node["forms"]?.list ?? node["forms"].map({ [$0] }) ?? [] {
            guard kind == .date || kind == .time else {
                mistakes.append(
                    Mistake(on: entry, "'forms' is for columns of kind \"date\" or \"time\""))
                return
            }
            let pattern = entry.text ?? ""
            guard let form = TimeForm(pattern) else {
                mistakes.append(
                    Mistake(
                        on: entry,
                        "a form has yyyy or yy, MM or MMM, and dd, may have HH, mm, ss and zzz,"
                            + " and no other letters",
                        hint: "such as \"dd/MM/yyyy HH:mm:ss zzz\""))
                continue
            }
            if kind == .time, !form.isTime {
                mistakes.append(
                    Mistake(
                        on: entry, "a time needs HH, mm and zzz: without a zone it is no instant"))
                continue
            }
            for other in known {
                guard let text = form.misread(by: other) ?? other.misread(by: form) else {
                    continue
                }
                mistakes.append(
                    Mistake(
                        on: entry,
                        "nobody can say whether \(text) is '\(other.pattern)' or '\(pattern)'"))
                break
            }
            known.append(form)
        }
    }

    func checkNone(_ mistakes: inout [Mistake]) {
        for entry in node["none"]?.list ?? node["none"].map({ [$0] }) ?? []
        where entry.text?.allSatisfy(\.isWhitespace) == true {
            mistakes.append(Mistake(on: entry, "an empty cell has no value anyway"))
        }
    }
}
