import Records

/// How a price comes about, in whole numbers: ten-thousandths of a currency unit, and hundredths of
/// a percent.
///
/// In this order: the base; its tax, where the base is without; percent of that; plus an amount.
/// All this is exact, and then rounded once, half up, to what the currency has: cents, or whole yen.
/// Then the ending: the lowest price from there up that ends so, as going down would give away what
/// the rule asks for. Then the offer's own minimum and maximum, which beat the ending. A price that
/// the rule brought below the floor is the floor; one that was below it before any rule stays what
/// it is, and waits for a person, as it may be a slip.
struct PriceRule {
    /// What of it last changed the price.
    enum Why: Int, CaseIterable {
        case base, tax, percent, plus, ending, minimum, maximum, floor

        var text: String {
            switch self {
            case .base: "as in the price file"
            case .tax: "with tax"
            case .percent: "percent"
            case .plus: "plus"
            case .ending: "ending"
            case .minimum: "minimum-price"
            case .maximum: "maximum-price"
            case .floor: "floor"
            }
        }
    }

    enum Answer: Equatable {
        /// `below` is the floor that the price is below.
        case price(Int64, Why, below: Int64?)
        case refused(String)
    }

    /// The most that a tax rate or a percentage may be: 1,000 %.
    static let most: Int64 = 100_000

    /// The smallest amount of the currency: 100 for a cent, 10,000 for a yen.
    var unit: Int64 = 100
    /// Nil where the base includes tax.
    var tax: Int64?
    var percent: Int64?
    var plus: Int64?
    /// What the price is to end with, from 0 up to 9,999: 9,900 for ".99".
    var ending: Int64?
    var floor: Int64?
    var minimum: Int64?
    var maximum: Int64?

    /// An amount of the file with tax, rounded as prices are. Nil where it is too large.
    func gross(_ amount: Int64) -> Int64? {
        rounded(Int128(amount) * Int128(10_000 + (tax ?? 0)), over: 10_000)
    }

    /// `numerator` ÷ `denominator`, half up, to whole units. Nil where it is too large for a price.
    private func rounded(_ numerator: Int128, over denominator: Int128) -> Int64? {
        let part = denominator * Int128(unit)
        let amount = (numerator + part / 2) / part * Int128(unit)
        return amount < 1_000_000_000_000_000 ? Int64(amount) : nil
    }

    /// What is wrong with the rule itself; nil where it can be used.
    private var fault: String? {
        for (name, value) in [("tax-rate", tax), ("percent", percent)] {
            if let value, value > Self.most {
                return "\(name) is \(Kind.percent.write(value)), more than "
                    + Kind.percent.write(Self.most)
            }
        }
        if let ending, ending % unit != 0 {
            return "a price cannot end with .\(ending / 1_000)\(ending / 100 % 10) in a currency "
                + "without decimals"
        }
        if let minimum, let maximum, minimum > maximum {
            return "minimum-price \(Self.text(minimum)) is above maximum-price "
                + Self.text(maximum)
        }
        if let floor, let maximum, floor > maximum {
            return "the floor \(Self.text(floor)) is above maximum-price \(Self.text(maximum))"
        }
        return nil
    }

    func price(of base: Int64) -> Answer {
        if let fault { return .refused(fault) }
        var (numerator, denominator) = (Int128(base), Int128(1))
        var why = Why.base
        if let tax {
            numerator *= Int128(10_000 + tax)
            denominator *= 10_000
            why = .tax
        }
        if let percent, percent != 10_000 {
            numerator *= Int128(percent)
            denominator *= 10_000
            why = .percent
        }
        if let plus, plus != 0 {
            numerator += Int128(plus) * denominator
            why = .plus
        }
        guard var price = rounded(numerator, over: denominator), let before = gross(base) else {
            return .refused("the price comes to more than 15 digits")
        }
        if let ending {
            let rest = price % 10_000
            if rest != ending {
                price += ending - rest + (ending < rest ? 10_000 : 0)
                why = .ending
            }
        }
        if let minimum, price < minimum { (price, why) = (minimum, .minimum) }
        if let maximum, price > maximum { (price, why) = (maximum, .maximum) }
        if let floor, price < floor {
            guard before >= floor else { return checked(price, why, below: floor) }
            (price, why) = (floor, .floor)
        }
        return checked(price, why, below: nil)
    }

    private func checked(_ price: Int64, _ why: Why, below floor: Int64?) -> Answer {
        price > 0 ? .price(price, why, below: floor) : .refused("the price comes to 0")
    }

    static func text(_ amount: Int64) -> String { Kind.money.write(amount) }
}
