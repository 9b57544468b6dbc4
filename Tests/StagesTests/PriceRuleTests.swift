import Records
import Testing

@testable import Stages

/// The price rule, held against a table and against fractions that are never rounded on the way.
struct PriceRuleTests {
    /// Cents, for the tables.
    private static func rule(
        tax: Int64? = nil, percent: Int64? = nil, plus: Int64? = nil, ending: Int64? = nil,
        floor: Int64? = nil, minimum: Int64? = nil, maximum: Int64? = nil, unit: Int64 = 100
    ) -> PriceRule {
        PriceRule(
            unit: unit, tax: tax, percent: percent, plus: plus.map { $0 * 100 },
            ending: ending.map { $0 * 100 }, floor: floor.map { $0 * 100 },
            minimum: minimum.map { $0 * 100 }, maximum: maximum.map { $0 * 100 })
    }

    @Test(arguments: [
        (rule(), 1_999, "19.99 as in the price file"),
        (rule(tax: 1_900), 1_680, "19.99 with tax"),
        // 10.005 goes up, 10.0049 down.
        (rule(percent: 10_005), 1_000, "10.01 percent"),
        (rule(percent: 9_995), 999, "9.99 percent"),
        (rule(percent: 10_000), 999, "9.99 as in the price file"),
        (rule(percent: 10_500, plus: 10), 2_000, "21.10 plus"),
        (rule(tax: 1_900, percent: 9_000, plus: 5), 1_000, "10.76 plus"),
        (rule(floor: 1_000), 1_000, "10.00 as in the price file"),
        // What a rule brings below the floor is the floor; what the list has below it is not.
        (rule(percent: 8_000, floor: 900), 1_000, "9.00 floor"),
        (rule(percent: 8_000, floor: 900), 899, "7.19 percent, below 9.00"),
        (rule(floor: 900), 899, "8.99 as in the price file, below 9.00"),
        // Tax counts before the floor is asked.
        (rule(tax: 2_000, floor: 1_200), 1_000, "12.00 with tax"),
        (rule(minimum: 1_200), 1_000, "12.00 minimum-price"),
        (rule(maximum: 900), 1_000, "9.00 maximum-price"),
        (rule(floor: 1_100, minimum: 1_200), 1_000, "12.00 minimum-price"),
        (
            rule(minimum: 1_200, maximum: 1_100), 1_000,
            "minimum-price 12.00 is above maximum-price 11.00"
        ),
        (rule(floor: 1_200, maximum: 1_100), 1_150, "the floor 12.00 is above maximum-price 11.00"),
        (rule(percent: 0), 1_000, "the price comes to 0"),
        (rule(percent: 100_001), 1_000, "percent is 1000.01%, more than 1000%"),
        (rule(tax: 100_001), 1_000, "tax-rate is 1000.01%, more than 1000%"),
        (rule(percent: 100_000), 9_999_999_999_999, "the price comes to more than 15 digits"),
        (rule(unit: 10_000), 120_050, "1201.00 as in the price file"),
        (rule(tax: 1_000, unit: 10_000), 180_500, "1986.00 with tax"),
        (
            rule(ending: 99, unit: 10_000), 100,
            "a price cannot end with .99 in a currency without decimals"
        ),
    ])
    func oneByOne(_ rule: PriceRule, _ cents: Int64, _ wanted: String) {
        #expect(Self.text(rule.price(of: cents * 100)) == wanted)
    }

    /// The lowest price from there up that ends so: never below what the rule asks for, and never a
    /// whole unit above it.
    @Test(arguments: [
        (1_700, 99, 1_799), (1_799, 99, 1_799), (1_800, 99, 1_899), (1_799, 95, 1_895),
        (1_795, 95, 1_795), (1_701, 0, 1_800), (1_700, 0, 1_700), (1, 0, 100), (50, 49, 149),
        (49, 49, 49),
    ])
    func endings(_ cents: Int64, _ ending: Int64, _ wanted: Int64) {
        let answer = Self.rule(ending: ending).price(of: cents * 100)
        guard case .price(let price, let why, nil) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(price == wanted * 100)
        #expect(why == (wanted == cents ? .base : .ending))
    }

    @Test(arguments: 1...8)
    func isWhatFractionsSay(seed: Int) {
        var noise = Noise(seed)
        var kinds: Set<String> = []
        for _ in 0..<4_000 {
            let size = noise.pick([500, 5_000, 1_000_000, 900_000_000])
            func amount(_ noise: inout Noise) -> Int64? {
                noise.once(in: 2) ? nil : Int64(noise.next(below: size)) * noise.pick([1, 100])
            }
            var rule = PriceRule(unit: noise.once(in: 4) ? 10_000 : 100)
            rule.tax = noise.once(in: 2) ? nil : Int64(noise.next(below: 3_000))
            rule.percent = noise.once(in: 2) ? nil : Int64(noise.next(below: 20_000))
            rule.plus = noise.once(in: 2) ? nil : Int64(noise.next(below: 90_000))
            rule.ending = noise.once(in: 2) ? nil : noise.pick([0, 9_900, 9_500, 4_900])
            // The amounts of a file come rounded to the currency.
            func whole(_ amount: Int64?) -> Int64? { amount.map { $0 / rule.unit * rule.unit } }
            rule.floor = whole(amount(&noise))
            rule.minimum = whole(amount(&noise))
            rule.maximum = whole(amount(&noise))
            let base = 1 + Int64(noise.next(below: size)) * noise.pick([1, 33, 100])
            let (found, wanted) = (Self.text(rule.price(of: base)), Self.model(rule, base))
            #expect(found == wanted, "\(rule) of \(base)")
            kinds.insert(found.filter(\.isLetter))
        }
        #expect(kinds.count > 8)
    }

    /// The rule in plain words, with fractions.
    private static func model(_ rule: PriceRule, _ base: Int64) -> String {
        if rule.unit == 10_000, let ending = rule.ending, ending != 0 {
            return "a price cannot end with .\(ending / 100) in a currency without decimals"
        }
        func text(_ amount: Int64) -> String { Kind.money.write(amount) }
        if let low = rule.minimum, let high = rule.maximum, low > high {
            return "minimum-price \(text(low)) is above maximum-price \(text(high))"
        }
        if let floor = rule.floor, let high = rule.maximum, floor > high {
            return "the floor \(text(floor)) is above maximum-price \(text(high))"
        }
        var exact = Fraction(base)
        var why = "as in the price file"
        if let tax = rule.tax {
            exact = exact * Fraction(10_000 + tax, 10_000)
            why = "with tax"
        }
        let list = exact.halfUp(to: rule.unit)
        if let percent = rule.percent, percent != 10_000 {
            exact = exact * Fraction(percent, 10_000)
            why = "percent"
        }
        if let plus = rule.plus, plus > 0 {
            exact = exact + Fraction(plus)
            why = "plus"
        }
        var price = exact.halfUp(to: rule.unit)
        if let ending = rule.ending, price % 10_000 != ending {
            repeat { price += rule.unit } while price % 10_000 != ending
            why = "ending"
        }
        if let low = rule.minimum, price < low { (price, why) = (low, "minimum-price") }
        if let high = rule.maximum, price > high { (price, why) = (high, "maximum-price") }
        var below = ""
        if let floor = rule.floor, price < floor {
            if list < floor {
                below = ", below \(text(floor))"
            } else {
                (price, why) = (floor, "floor")
            }
        }
        return price == 0 ? "the price comes to 0" : "\(text(price)) \(why)\(below)"
    }

    private static func text(_ answer: PriceRule.Answer) -> String {
        switch answer {
        case .refused(let reason): reason
        case .price(let price, let why, let below):
            "\(Kind.money.write(price)) \(why.text)"
                + (below.map { ", below \(Kind.money.write($0))" } ?? "")
        }
    }

    /// A fraction in lowest terms.
    private struct Fraction {
        let top: Int128
        let bottom: Int128

        init(_ top: Int64, _ bottom: Int64 = 1) { self.init(Int128(top), Int128(bottom)) }

        private init(_ top: Int128, _ bottom: Int128) {
            var (a, b) = (top, bottom)
            while b != 0 { (a, b) = (b, a % b) }
            self.top = a == 0 ? 0 : top / a
            self.bottom = a == 0 ? 1 : bottom / a
        }

        static func * (left: Self, right: Self) -> Self {
            Self(left.top * right.top, left.bottom * right.bottom)
        }

        static func + (left: Self, right: Self) -> Self {
            Self(left.top * right.bottom + right.top * left.bottom, left.bottom * right.bottom)
        }

        /// The nearest whole number of units; of two the higher.
        func halfUp(to unit: Int64) -> Int64 {
            let whole = top / (bottom * Int128(unit))
            let rest = top - whole * bottom * Int128(unit)
            return Int64(whole + (2 * rest >= bottom * Int128(unit) ? 1 : 0)) * unit
        }
    }
}
