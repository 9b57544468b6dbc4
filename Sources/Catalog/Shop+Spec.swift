import Records

extension Shop {
    package static let spec = Spec(
        "shop", "one seller account",
        fields: [
            Field("seller", .text, required: true, "Amazon's seller id"),
            Field("region", .choice(Region.self), required: true, "the account's region"),
            Field("marketplaces", .texts, required: true, "codes such as DE, UK, US"),
            Field(
                "pools", .named(.texts),
                "marketplaces that share one quantity, by a name; one pool of all if not given"),
            Field("time-zone", .text, required: true, "such as Europe/Berlin"),
            Field(
                "tell", .orObject(.oneOf(["dry", "on"]), tellSpec), standard: "dry",
                "whether Amazon is told: dry, on, or on for some"),
            Field(
                "feeds", .named(.object(FeedChoice.spec)),
                "dialect and delivery of each feed, by its name"),
            Field("prices", .object(pricesSpec), "what the prices of the seller's files are"),
            Field(
                "orders-since", .text,
                "the day from which on orders go to the back office; earlier ones are only booked"),
            Field("refunds", .object(refundsSpec), "how refunds are told"),
            Field("retention", .object(retentionSpec), "how long what is kept"),
            Field("watch", .object(Watching.spec), "how dropped files are watched for"),
            Field("guards", .named(.node), "guards of all stages, as the step guard takes them"),
        ],
        example: """
            {
              seller: "A1B2C3D4E5F6G7", region: "eu", marketplaces: ["DE", "UK"],
              "time-zone": "Europe/Berlin", tell: "dry",
              feeds: { inventory: { dialect: "flat", deliver: "hand" } },
            }
            """)

    static let pricesSpec = Spec(
        "prices", "what the prices of the seller's files are",
        fields: [
            Field(
                "tax", .choice(Tax.self), required: true, "whether they include tax: never assumed")
        ],
        example: #"{ tax: "included" }"#)

    static let retentionSpec = Spec(
        "retention", "how long what is kept",
        fields: [
            Field(
                "buyers", .duration, standard: "30d",
                "buyers' data after delivery: 'feedmill purge' removes what is older"),
            Field(
                "archive", .duration,
                "files that are current no longer, from when they were made: those of open orders longer; for ever if not given"
            ),
        ],
        example: #"{ buyers: "30d", archive: "400d" }"#)

    static let refundsSpec = Spec(
        "refunds", "how refunds are told",
        fields: [
            Field(
                "approve", .flag, standard: "true",
                "whether each waits for a person: 'feedmill approve'")
        ],
        example: #"{ approve: false }"#)

    static let tellSpec = Spec(
        "tell", "whom Amazon is told about",
        fields: [
            Field("marketplaces", .texts, "all if not given"),
            Field(
                "skus", .texts, "seller-skus, a star at the end for any ending; all if not given"),
        ],
        example: #"{ marketplaces: ["DE"], skus: ["TEST-*"] }"#)

    static func marketplaces(
        _ fields: Fields, _ region: Region, _ mistakes: inout [Mistake]
    ) -> [Marketplace] {
        var found: [Marketplace] = []
        for node in fields.textNodes("marketplaces") {
            let code = node.text ?? ""
            guard let marketplace = Marketplace(code: code) else {
                let codes = Marketplace.all.filter { $0.region == region }.map(\.code)
                let hint =
                    code == "GB" ? "Amazon writes UK" : Mistake.hint(for: code, in: codes)
                mistakes.append(Mistake(on: node, "there is no marketplace '\(code)'", hint: hint))
                continue
            }
            if marketplace.region != region {
                mistakes.append(
                    Mistake(
                        on: node,
                        "'\(code)' is of region \"\(marketplace.region.rawValue)\", the shop of "
                            + "\"\(region.rawValue)\": a shop is one account"))
            } else if found.contains(marketplace) {
                mistakes.append(Mistake(on: node, "'\(code)' stands here twice"))
            } else {
                found.append(marketplace)
            }
        }
        return found
    }

    static func pools(
        _ fields: Fields, _ region: Region, _ marketplaces: [Marketplace],
        _ mistakes: inout [Mistake]
    ) -> [Pool] {
        guard fields.isGiven("pools") else {
            return [Pool(name: region.rawValue, marketplaces: marketplaces)]
        }
        let before = mistakes.count
        var owner: [String: String] = [:]
        var pools: [Pool] = []
        for member in fields.members("pools") {
            checkName(of: member, &mistakes)
            var codes: Set<String> = []
            for node in member.value.list ?? [member.value] {
                guard let code = codeOfShop(node, marketplaces, &mistakes) else { continue }
                if let other = owner.updateValue(member.name, forKey: code) {
                    mistakes.append(
                        Mistake(on: node, "'\(code)' is in pool '\(other)' already"))
                }
                codes.insert(code)
            }
            pools.append(
                Pool(
                    name: member.name,
                    marketplaces: marketplaces.filter { codes.contains($0.code) }))
        }
        for marketplace in marketplaces
        where owner[marketplace.code] == nil && mistakes.count == before {
            mistakes.append(
                fields.mistake("pools", "'\(marketplace.code)' is in no pool; each is in one"))
        }
        return pools
    }

    static func scope(_ fields: Fields, _ pools: [Pool], _ mistakes: inout [Mistake]) -> Scope {
        guard let tell = fields.fields("tell") else {
            return fields.text("tell") == "on" ? .all : .dry
        }
        guard tell.isGiven("marketplaces") || tell.isGiven("skus") else {
            mistakes.append(
                fields.mistake(
                    "tell", "'tell' names neither marketplaces nor skus",
                    hint: "for all write \"on\", for none \"dry\""))
            return .dry
        }
        let poolNames = tell.isGiven("marketplaces") ? covered(tell, pools, &mistakes) : nil
        for node in tell.textNodes("skus") where node.text?.dropLast().contains("*") == true {
            mistakes.append(Mistake(on: node, "a '*' stands at the end of a sku only"))
        }
        return .some(
            pools: poolNames, skus: tell.isGiven("skus") ? Scope.SKUs(tell.texts("skus")) : nil)
    }

    /// The pools of the marketplaces that `tell` names; each must be named whole, as a quantity told
    /// in one of its marketplaces stands in all.
    private static func covered(
        _ tell: Fields, _ pools: [Pool], _ mistakes: inout [Mistake]
    ) -> Set<String> {
        let named = Set(tell.texts("marketplaces"))
        var covered: Set<String> = []
        for node in tell.textNodes("marketplaces") {
            guard let code = codeOfShop(node, pools.flatMap(\.marketplaces), &mistakes),
                let pool = pools.first(where: { $0.marketplaces.contains { $0.code == code } }),
                covered.insert(pool.name).inserted
            else { continue }
            let missing = pool.marketplaces.map(\.code).filter { !named.contains($0) }
            guard !missing.isEmpty else { continue }
            mistakes.append(
                Mistake(
                    on: node,
                    "'\(code)' shares pool '\(pool.name)' with \(missing.quoted(last: "and")): "
                        + "name all of a pool, or part it in 'pools'"))
        }
        return covered
    }

    private static func codeOfShop(
        _ node: Node, _ marketplaces: [Marketplace], _ mistakes: inout [Mistake]
    ) -> String? {
        let code = node.text ?? ""
        if marketplaces.contains(where: { $0.code == code }) { return code }
        mistakes.append(
            Mistake(
                on: node, "the shop has no marketplace '\(code)'",
                hint: Mistake.hint(for: code, in: marketplaces.map(\.code))))
        return nil
    }
}
