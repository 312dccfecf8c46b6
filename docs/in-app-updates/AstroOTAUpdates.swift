// Offers newer builds from an install site made by astro-ota. One file, no package; iOS 15 or later.
// It is compiled only where OTA_UPDATES is set, so that no build for the App Store contains it. See README.md.

#if OTA_UPDATES

import Foundation
import SwiftUI

extension View {
    /// Asks the install site for a newer build, at most once a day while the app is in front, and offers it.
    /// `site` is the address of the page of all apps; `channel` is the one that this build came from.
    @MainActor
    func offersUpdates(from site: URL, channel: String = "default") -> some View {
        modifier(OTAUpdateOffer(site: site, channel: channel))
    }
}

// MARK: - What the site says

/// `<site>/<bundle id>/latest/<channel>.json`
struct OTAChannel: Decodable {
    let schema: Int
    let bundleId: String
    let name: String
    /// The newest release that can be installed; nil when there is none.
    let release: OTARelease?
}

struct OTARelease: Decodable, Identifiable {
    let id: String
    let version: String
    let build: String
    let minimumOSVersion: String?
    /// Markdown.
    let notes: String?
    /// ISO 8601.
    let expires: String?
    /// The link that makes iOS install the release.
    let install: String
}

// MARK: - What is made of it

/// The build that is running.
struct OTAInstalled {
    var bundleId: String
    var version: String
    var build: String
    /// Version of iOS.
    var system: String

    static var current: OTAInstalled {
        let info = Bundle.main.infoDictionary ?? [:]
        let system = ProcessInfo.processInfo.operatingSystemVersion
        return OTAInstalled(
            bundleId: Bundle.main.bundleIdentifier ?? "",
            version: info["CFBundleShortVersionString"] as? String ?? "",
            build: info["CFBundleVersion"] as? String ?? "",
            system: "\(system.majorVersion).\(system.minorVersion).\(system.patchVersion)"
        )
    }
}

/// A release that is newer than the one installed.
struct OTAOffer: Identifiable {
    let id: String
    let title: String
    let notes: String
    let link: URL
}

extension OTAChannel {
    /// The release to offer; nil when it is not newer, cannot run here, has expired, or was skipped.
    func offer(to installed: OTAInstalled, skipped: String?, now: Date) -> OTAOffer? {
        guard schema == 1, bundleId == installed.bundleId, let release = release else { return nil }
        guard release.id != skipped else { return nil }
        let age = OTAVersionOrder.compareReleases(
            release.version, release.build, installed.version, installed.build)
        guard age > 0 else { return nil }
        if let minimum = release.minimumOSVersion {
            guard OTAVersionOrder.compare(minimum, installed.system) <= 0 else { return nil }
        }
        if let expires = release.expires, let end = ISO8601DateFormatter().date(from: expires) {
            guard end > now else { return nil }
        }
        guard release.install.hasPrefix("itms-services://?"), let link = URL(string: release.install) else {
            return nil
        }
        return OTAOffer(
            id: release.id,
            title: "\(name) \(release.version) (\(release.build))",
            notes: String((release.notes ?? "").prefix(500)),
            link: link
        )
    }
}

// MARK: - The order of versions

/// The order of versions on the install site: the same rules, tested with the same table (version-pairs.json).
/// Each result is negative when the first is older, positive when it is newer, and 0 when they are as new.
enum OTAVersionOrder {
    static func compare(_ a: String, _ b: String) -> Int {
        return compareUnits(a.utf16.map { Int($0) }, b.utf16.map { Int($0) })
    }

    /// By version, then by build number.
    static func compareReleases(_ version: String, _ build: String, _ otherVersion: String, _ otherBuild: String) -> Int {
        let difference = compare(version, otherVersion)
        if difference != 0 {
            return difference
        }
        return compare(build, otherBuild)
    }

    // From here on a version is a list of UTF-16 units: 46 is the dot, 48 to 57 are digits, 65 to 90 capitals.

    static func compareUnits(_ a: [Int], _ b: [Int]) -> Int {
        var i = 0
        var j = 0
        while i < a.count || j < b.count {
            let iEnd = componentEnd(a, i)
            let jEnd = componentEnd(b, j)
            let difference = compareComponents(a, i, iEnd, b, j, jEnd)
            if difference != 0 {
                return difference
            }
            i = iEnd + 1
            j = jEnd + 1
        }
        return 0
    }

    // A missing component is 0, and a number with something behind it is older than the number alone.
    static func compareComponents(_ a: [Int], _ i: Int, _ iEnd: Int, _ b: [Int], _ j: Int, _ jEnd: Int) -> Int {
        let iDigits = digitsEnd(a, i, iEnd)
        let jDigits = digitsEnd(b, j, jEnd)
        let difference = compareNumbers(a, i, iDigits, b, j, jDigits)
        if difference != 0 {
            return difference
        }
        if iDigits >= iEnd && jDigits >= jEnd {
            return 0
        }
        if iDigits >= iEnd {
            return 1
        }
        if jDigits >= jEnd {
            return -1
        }
        let order = compareSuffixes(a, iDigits, iEnd, b, jDigits, jEnd)
        if order != 0 {
            return order
        }
        return compareText(a, iDigits, iEnd, b, jDigits, jEnd)
    }

    // Numbers within as numbers, the rest unit by unit without case.
    static func compareSuffixes(_ a: [Int], _ aStart: Int, _ iEnd: Int, _ b: [Int], _ bStart: Int, _ jEnd: Int) -> Int {
        var i = aStart
        var j = bStart
        while i < iEnd && j < jEnd {
            let iDigits = digitsEnd(a, i, iEnd)
            let jDigits = digitsEnd(b, j, jEnd)
            if iDigits > i && jDigits > j {
                let difference = compareNumbers(a, i, iDigits, b, j, jDigits)
                if difference != 0 {
                    return difference
                }
                i = iDigits
                j = jDigits
            } else {
                let difference = lowercase(a[i]) - lowercase(b[j])
                if difference != 0 {
                    return difference
                }
                i = i + 1
                j = j + 1
            }
        }
        if i < iEnd {
            return 1
        }
        if j < jEnd {
            return -1
        }
        return 0
    }

    // Numbers of any length, without leading zeros.
    static func compareNumbers(_ a: [Int], _ aStart: Int, _ iEnd: Int, _ b: [Int], _ bStart: Int, _ jEnd: Int) -> Int {
        var i = aStart
        var j = bStart
        while i < iEnd && a[i] == 48 {
            i = i + 1
        }
        while j < jEnd && b[j] == 48 {
            j = j + 1
        }
        let longer = iEnd - i - (jEnd - j)
        if longer != 0 {
            return longer
        }
        return compareText(a, i, iEnd, b, j, jEnd)
    }

    static func compareText(_ a: [Int], _ aStart: Int, _ iEnd: Int, _ b: [Int], _ bStart: Int, _ jEnd: Int) -> Int {
        var i = aStart
        var j = bStart
        while i < iEnd && j < jEnd {
            if a[i] != b[j] {
                return a[i] - b[j]
            }
            i = i + 1
            j = j + 1
        }
        return iEnd - i - (jEnd - j)
    }

    static func componentEnd(_ a: [Int], _ start: Int) -> Int {
        var i = start
        while i < a.count && a[i] != 46 {
            i = i + 1
        }
        return i
    }

    static func digitsEnd(_ a: [Int], _ start: Int, _ end: Int) -> Int {
        var i = start
        while i < end && a[i] >= 48 && a[i] <= 57 {
            i = i + 1
        }
        return i
    }

    static func lowercase(_ unit: Int) -> Int {
        if unit >= 65 && unit <= 90 {
            return unit + 32
        }
        return unit
    }
}

// MARK: - Asking and offering

@MainActor
final class OTAUpdates: ObservableObject {
    @Published private(set) var offer: OTAOffer?

    private let address: URL
    private let installed = OTAInstalled.current
    private let defaults = UserDefaults.standard
    private static let askedKey = "astro-ota.asked"
    private static let skippedKey = "astro-ota.skipped"
    private static let day: TimeInterval = 24 * 60 * 60

    init(site: URL, channel: String) {
        address = site
            .appendingPathComponent(OTAInstalled.current.bundleId)
            .appendingPathComponent("latest")
            .appendingPathComponent("\(channel).json")
    }

    /// Asks the site, unless it answered within the last day. Whatever goes wrong, the app goes on without a word.
    func check() async {
        // On a Mac there is nothing that could install an iPhone app from a link.
        if ProcessInfo.processInfo.isiOSAppOnMac { return }
        let now = Date()
        if let asked = defaults.object(forKey: Self.askedKey) as? Date {
            let passed = now.timeIntervalSince(asked)
            if passed >= 0 && passed < Self.day { return }
        }
        let request = URLRequest(
            url: address, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: 15)
        guard let (data, response) = try? await URLSession.shared.data(for: request) else { return }
        defaults.set(now, forKey: Self.askedKey)
        guard (response as? HTTPURLResponse)?.statusCode == 200,
            let channel = try? JSONDecoder().decode(OTAChannel.self, from: data)
        else { return }
        offer = channel.offer(to: installed, skipped: defaults.string(forKey: Self.skippedKey), now: now)
    }

    /// Offers nothing until the site is asked again.
    func later() {
        offer = nil
    }

    /// Never offers this release again.
    func skip(_ offer: OTAOffer) {
        defaults.set(offer.id, forKey: Self.skippedKey)
        self.offer = nil
    }
}

@MainActor
struct OTAUpdateOffer: ViewModifier {
    @StateObject private var updates: OTAUpdates
    @Environment(\.openURL) private var openURL
    @Environment(\.scenePhase) private var scenePhase

    init(site: URL, channel: String) {
        _updates = StateObject(wrappedValue: OTAUpdates(site: site, channel: channel))
    }

    func body(content: Content) -> some View {
        content
            .task(id: scenePhase) {
                if scenePhase == .active {
                    await updates.check()
                }
            }
            .alert(
                Text(updates.offer?.title ?? ""),
                isPresented: isOffering,
                presenting: updates.offer
            ) { offer in
                // iOS asks once more, then closes the app to replace it.
                Button("Update") {
                    updates.later()
                    openURL(offer.link)
                }
                Button("Skip this version") {
                    updates.skip(offer)
                }
                Button("Later", role: .cancel) {
                    updates.later()
                }
            } message: { offer in
                Text(verbatim: offer.notes)
            }
    }

    private var isOffering: Binding<Bool> {
        Binding(
            get: { updates.offer != nil },
            set: { isShown in
                if !isShown {
                    updates.later()
                }
            }
        )
    }
}

#endif
