"""The phrases of directives (Nghị định 30/2020/NĐ-CP and usage), in lower case unless stated otherwise."""

import re
from collections.abc import Iterable


def one_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longer ones first; a blank stands for any run of white space."""
    ordered = sorted((word for word in words), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
LOWER = UPPER.lower()


def lettered(pattern: str) -> str:
    r"""A pattern in which `\p{Lu}` and `\p{Ll}` stand for the capital and small letters of Vietnamese."""
    return pattern.replace(r"\p{Lu}", UPPER).replace(r"\p{Ll}", LOWER)


def words(text: str) -> tuple[str, ...]:
    """The phrases in a list with commas between them."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip())


# Kinds of directive (docs/domain.md, section Directive), by the abbreviation in the symbol and by the title.
KIND_BY_SYMBOL = {
    "NQ": "nghị quyết",
    "QĐ": "quyết định",
    "CT": "chỉ thị",
    "CĐ": "công điện",
    "KL": "kết luận",
    "TB": "thông báo",
    "KH": "kế hoạch",
    "CTr": "chương trình",
    "HD": "hướng dẫn",
    "TTr": "tờ trình",
    "BC": "báo cáo",
}
KINDS = (
    "thông báo",
    "nghị quyết",
    "quyết định",
    "chỉ thị",
    "công điện",
    "công văn",
    "kế hoạch",
    "chương trình",
    "hướng dẫn",
    "kết luận",
    "văn bản",
)
CONCLUSION_NOTICE = "thông báo kết luận"
OFFICIAL_LETTER = "công văn"

# Sections of assessments, grounds and aims, which have no tasks.
NO_TASK_SECTIONS = words("""
    đánh giá, tình hình, kết quả, mục đích, mục tiêu, quan điểm, căn cứ, nguyên tắc, phạm vi, đối tượng, sự
    cần thiết, danh nghĩa, cơ quan chỉ đạo, thực trạng, nguyên nhân, hạn chế, ưu điểm, phụ lục, danh mục
""")
# "Yêu cầu" alone is an aim beside "Mục đích". "Một số yêu cầu" and "Yêu cầu các sở" are sections of tasks.
NO_TASK_TITLES = words("yêu cầu, yêu cầu chung, chủ đề, tổ chức, kinh phí")

# Words that give somebody a duty; the lead agency comes after them.
ASSIGNING = words("""
    giao nhiệm vụ cho, giao cho, giao, yêu cầu, đề nghị, phân công, kiến nghị, mời, chỉ đạo yêu cầu, ủy quyền
    cho, uỷ quyền cho
""")
# After these words, "giao", "yêu cầu" and the like are part of a description, not an order.
NOT_ASSIGNING_AFTER = words("""
    được, đã, chuyển, bàn, quyền, theo, sự, do, những, khi, có, phí, vụ, đấu, kế hoạch, vốn, văn bản
""")
COURTESY = words("""
    các đồng chí, đồng chí, đ/c, cho, đối với, trách nhiệm của, nhiệm vụ của, tới, đến, về phía, thêm
""")

# How a duty begins after the name of the agency.
DUTY_MARKS = words("""
    có trách nhiệm, chịu trách nhiệm, có nhiệm vụ, chủ trì, phối hợp, cần, phải, có phương án, có giải pháp,
    có kế hoạch, có biện pháp, có báo cáo, có văn bản, có ý kiến, là đầu mối, là cơ quan, làm đầu mối, theo
    chức năng, theo nhiệm vụ, theo thẩm quyền, căn cứ, trên cơ sở, trong phạm vi, với vai trò, theo phân
    công, thay mặt, tùy theo, trong quá trình, định kỳ, hằng ngày, hàng ngày, hằng tuần, hàng tuần, hằng
    tháng, hàng tháng, hằng quý, hàng quý, hằng năm, hàng năm, trước ngày, chậm nhất
""")
MANNER = words("""
    khẩn trương, kịp thời, chủ động, tích cực, tiếp tục, thường xuyên, quyết liệt, nghiêm túc, tập trung,
    trực tiếp, sớm, cùng, cùng với, nhanh chóng, đồng thời, ngay, rứt khoát, kiên quyết, tuyệt đối, thống
    nhất, hoàn toàn, cũng, tự, đồng bộ, toàn diện, liên tục, rút kinh nghiệm, hết sức, bám sát
""")
VERBS = words("""
    rà soát, xây dựng, triển khai, tổ chức, thực hiện, chỉ đạo, hướng dẫn, kiểm tra, giám sát, theo dõi, đôn
    đốc, tổng hợp, báo cáo, tham mưu, đề xuất, nghiên cứu, hoàn thiện, hoàn thành, ban hành, trình, phê
    duyệt, thẩm định, xem xét, quyết định, xử lý, giải quyết, tháo gỡ, bố trí, cân đối, phân bổ, đảm bảo, bảo
    đảm, tăng cường, đẩy mạnh, đẩy nhanh, nâng cao, phát huy, huy động, vận động, tuyên truyền, phổ biến,
    quán triệt, công bố, công khai, niêm yết, cung cấp, cập nhật, đánh giá, phân tích, lập, soạn thảo, in,
    thiết kế, tham gia, hỗ trợ, tạo điều kiện, sơ kết, tổng kết, khen thưởng, kiện toàn, củng cố, sắp xếp,
    nâng cấp, sửa chữa, mua sắm, lựa chọn, giải ngân, thu hồi, bồi thường, bàn giao, tiếp nhận, tiếp thu,
    giải trình, gửi, thông báo, trả lời, thống kê, điều tra, khảo sát, xác định, xác minh, ngăn chặn, phòng
    ngừa, khắc phục, duy trì, vận hành, khai thác, quản lý, sử dụng, ứng dụng, số hóa, kết nối, chia sẻ, kiểm
    điểm, đăng ký, làm việc, làm rõ, nắm, treo, đưa, mời, phát sóng, đăng tải, dịch, bổ sung, điều chỉnh, sửa
    đổi, thay thế, bãi bỏ, kiến nghị, phân công, thành lập, thu, nộp, chi trả, quyết toán, lồng ghép, mở,
    tham dự, chuẩn bị, ưu tiên, khuyến khích, thu hút, cải thiện, đổi mới, chuyển đổi, phát triển, ổn định,
    giữ, nhân rộng, lấy ý kiến, tích hợp, kiểm soát, định hướng, cử, vận dụng, nêu, giúp, sản xuất, góp ý,
    phản ánh, thiết lập, truyền hình, biểu dương, hạn chế, gắn, coi, xác nhận, dọn dẹp, khôi phục, áp dụng,
    thông tin, đăng, truy cập, cấp phép, cấp phát, kêu gọi, tiến hành, đào tạo, bồi dưỡng, tập huấn, thi
    công, khởi công, khánh thành, phân luồng, trang trí, đón tiếp, tuân thủ, chấp hành, quy định, thi hành,
    đầu tư, điều phối, phân loại, thể chế hóa, cụ thể hóa, di dời, di chuyển, quan tâm, chú trọng, nhắc nhở,
    lưu ý, chọn, phát động, phát hiện, giới thiệu, quảng bá, tiếp sóng, ký, làm, đề ra, thúc đẩy, tạo lập,
    tạo, tổng rà soát, thẩm tra, bảo vệ, tăng, nhập, tích cực, đôn đốc, chấn chỉnh, đề cao, siết chặt, truy
    thu, đối thoại, hậu kiểm, công nhận, lắp đặt, vận chuyển, chi, xét, đền bù, giải phóng, giải toả, giải
    tỏa, trồng, chăm sóc, kê khai, thụ lý, kiểm kê, thí điểm, cấm, làm sạch, tăng thời lượng, điều chuyển, tuần
    tra, thương thảo, khoanh vùng, bảo trì, tạm dừng, cắt giảm, rút ngắn, chuyển giao, chuyển, công chứng,
    niêm phong, tham khảo, tiết kiệm, tổng rà soát, phân cấp, ủy quyền, uỷ quyền, thu gom, giám định, phê
    chuẩn, miễn, giảm, hoàn trả, đối chiếu, chi tiết hóa, xúc tiến, kiểm định, đầu mối
""")
# Verbs of one syllable that are also the end of a name ("Giáo dục và Đào tạo") or of a noun.
NEVER_AFTER_NAMES = words("tạo, dịch, thu, in, chi, nhập, giảm, miễn, đầu tư, đầu mối")
# Words besides verbs that end a list of agencies.
AFTER_NAMES = words("""
    trong, để, nhằm, theo, về, từ, khi, nếu, qua, thông qua, tại, với, bằng, vào, nêu, như, mà, thì, được,
    đã, đang, là, do, nhất là, đặc biệt, trước, sau, ngoài, không, sẽ, trên tinh thần, đến, ở, bởi, cho, khi,
    đối với, kết quả, các giải pháp, các nội dung, những
""")
# Nouns that look like one of the verbs above.
NOUNS_WITH_VERBS = words("""
    chủ đầu tư, nhà đầu tư, ban quản lý, ban chỉ đạo, ban tổ chức, ban điều hành, tổ công tác, tổ giúp việc,
    trung tâm phát triển, trung tâm kiểm soát, trung tâm quản lý, trung tâm xúc tiến, cơ quan quản lý, đơn vị
    quản lý, dự án đầu tư xây dựng, đầu tư xây dựng, đầu tư và xây dựng, đầu tư phát triển, hội đồng thẩm
    định, cơ quan phối hợp thẩm định, cơ quan đăng ký đầu tư, cơ quan chủ trì giải quyết thủ tục, tại địa
    bàn, nông nghiệp ứng dụng công nghệ cao, cơ quan chủ trì, cơ quan chủ quản, cơ quan phối hợp, đơn vị chủ
    trì, đơn vị phối hợp, đơn vị thực hiện, đơn vị tư vấn, đơn vị thi công, nhà thầu thi công, cơ quan đăng
    ký, cơ quan thực hiện, cơ quan thông tin, thi đua khen thưởng, thi hành án, kiểm tra đảng, tổ chức đảng,
    cơ quan báo chí, cơ quan truyền thông, đang triển khai thi công, phối hợp thẩm định, quản lý quy hoạch,
    diễn ra sự kiện, quản lý dự án, cơ quan thông tấn, cấp có thẩm quyền, tổ chức quốc tế, tổ chức chính trị,
    chính quyền địa phương, sự kiện tổ chức chương trình, giao thông, công trình, chương trình, quy trình, tờ
    trình, quá trình, giáo trình, phát triển nông thôn, phát triển hạ tầng, tổ chức có liên quan, tổ chức
    liên quan, đăng ký đầu tư, cấp xã, cấp huyện, cấp tỉnh, cấp ủy, các cấp, cung cấp dịch vụ, quỹ đầu tư
""")

# How the name of an agency, group or official begins; the case counts.
NAME_HEADS = words("""
    Sở, sở, Bộ, bộ, UBND, Ủy ban nhân dân, Uỷ ban nhân dân, HĐND, Hội đồng nhân dân, Hội đồng, Văn phòng,
    Ban, Công an, Thanh tra, Tòa án, Toà án, Viện, Cục, Chi cục, Tổng cục, Trung tâm, Đài, Báo, Hội, Liên
    hiệp, Liên đoàn, Mặt trận, Ủy ban, Uỷ ban, Đoàn, Thành đoàn, Tỉnh đoàn, Kho bạc, Ngân hàng, Thuế, Hải
    quan, Tổng Công ty, Tổng công ty, Tập đoàn, Công ty, Trường, Đại học, Học viện, Bảo tàng, Bệnh viện, Bảo
    hiểm, Điện lực, Kiểm toán, Chủ tịch, Phó Chủ tịch, Giám đốc, Phó Giám đốc, Thủ trưởng, Bộ trưởng, Thứ
    trưởng, Chánh, Bí thư, Thủ tướng, Phó Thủ tướng, Tổng Giám đốc, Trưởng, Đảng ủy, Đảng uỷ, Thành ủy, Thành
    uỷ, Tỉnh ủy, Tỉnh uỷ, Huyện ủy, Bộ Chỉ huy, Bộ Tư lệnh, Quân khu, Quân chủng, Tổ, Phòng, Cơ quan, cơ
    quan, Đơn vị, Doanh nghiệp, Nhà đầu tư, nhà đầu tư, chính quyền, Chính quyền, lực lượng, Chủ đầu tư, chủ
    đầu tư, Nhà thầu, nhà thầu, doanh nghiệp, Các, các, Từng, từng, Mỗi, mỗi, Toàn thể, Người đứng đầu, người
    đứng đầu, tỉnh, Tỉnh, thành phố, Thành phố, xã, phường, huyện, thị xã, Xã, Phường, Huyện, Thị xã, Đặc
    khu, đặc khu, Cổng Thông tin, Quỹ, Cảng, Hiệp hội, Câu lạc bộ, Tiểu ban, Vụ, Thường trực, Viễn thông, Bưu
    điện, Hạt Kiểm lâm, Ban Thường vụ, Ủy viên, địa phương, Địa phương, Sở, ban, ngành, đoàn thể
""")
# Words that continue the name of a group ("các sở, ban, ngành, đoàn thể cấp tỉnh").
GROUP_WORDS = words("""
    ban, bộ, sở, ngành, đoàn thể, cơ quan, đơn vị, địa phương, tổ chức, cá nhân, xã, phường, huyện, thị xã,
    thành phố, thị trấn, đặc khu, cấp, lực lượng, hội, đoàn, khối, cơ quan ngang bộ, cơ quan thuộc Chính phủ,
    thủ trưởng, tỉnh, doanh nghiệp, hội đoàn thể, cán bộ, công chức, người lao động, công nhân, báo chí, sinh
    viên, học sinh, chủ thể, nghệ nhân, đoàn viên, Thủ trưởng
""")
# Words after "các", "từng", "mỗi" that mean people or bodies, and not things ("các dự án", "các văn bản").
MEMBERS = words("""
    sở, ban, bộ, ngành, cơ quan, đơn vị, địa phương, tổ chức, tỉnh, thành phố, xã, phường, huyện, thị xã,
    quận, thị trấn, đặc khu, đồng chí, thành viên, chủ đầu tư, nhà đầu tư, nhà thầu, doanh nghiệp, hội, đoàn,
    đoàn thể, trường, cấp, lực lượng, hộ, cá nhân, tập đoàn, tổng công ty, công ty, viện, trung tâm, đại sứ,
    phó, bộ trưởng, thủ trưởng, chủ tịch, giám đốc, thôn, khu, cán bộ, ngân hàng, hiệp hội, cơ sở, câu lạc
    bộ, vụ, cục, chi cục, bệnh viện, chủ rừng, hợp tác xã, đảng ủy, tổ công tác, hãng, nghệ sĩ, nghệ sỹ,
    nhóm, chủ thể, thứ trưởng, bí thư, ủy viên, đội, phòng, khối, ủy ban, ubnd, hạt, trạm, nhà máy, cảng,
    giám tuyển, chuyên gia, người, cán bộ, chính quyền, quân khu
""")
# Words that begin like a name but are not one.
NOT_NAMES = words("""
    tổ chức, trường hợp, báo cáo, ban hành, phòng ngừa, phòng chống, phòng, hội nghị, hội thảo, bộ máy, bộ
    nhận diện, bộ tiêu chí, bộ cơ chế, bộ chỉ số, bộ dữ liệu, bộ hồ sơ, bộ thủ tục, trường học, đoàn kết,
    đoàn tụ, quỹ đất, vụ việc, vụ án, cơ quan này, xã hội, tỉnh ta, trung tâm là, thuế suất, cảng hàng không
    là
""")
GROUP_STARTS = words("các, từng, mỗi, toàn thể, những, sở, bộ, bộ trưởng")

# Fields of a plan's item: "Đơn vị chủ trì: …".
LEAD_LABELS = words("""
    đơn vị chủ trì thực hiện, cơ quan chủ trì thực hiện, đơn vị chủ trì, cơ quan chủ trì, chủ trì, chủ trì
    thực hiện, đơn vị thực hiện, cơ quan thực hiện, đơn vị chịu trách nhiệm, cơ quan đầu mối, đơn vị đầu mối,
    cấp chủ trì
""")
COORDINATOR_LABELS = words("""
    đơn vị phối hợp thực hiện, cơ quan phối hợp thực hiện, đơn vị phối hợp, cơ quan phối hợp, phối hợp, phối
    hợp thực hiện, đơn vị tham gia, cơ quan tham gia
""")
TIME_LABELS = words("""
    thời gian thực hiện, thời gian hoàn thành, thời gian dự kiến, thời hạn hoàn thành, thời hạn thực hiện,
    thời hạn, thời gian, thời gian tổ chức, tiến độ thực hiện, tiến độ, hoàn thành, lộ trình thực hiện, thời
    điểm
""")
WORK_LABELS = words("nhiệm vụ, nội dung, nội dung thực hiện, nội dung công việc, công việc")
OUTPUT_LABELS = words("sản phẩm, kết quả, sản phẩm đầu ra, kết quả đầu ra, sản phẩm hoàn thành")
OTHER_LABELS = words("""
    địa điểm, địa điểm thực hiện, kinh phí, kinh phí thực hiện, nguồn kinh phí, hình thức, hình thức thực
    hiện, thành phần, đối tượng, phương thức truyền thông, nội dung truyền thông, phương thức, quy mô, số
    lượng, chủ đề
""")

# Exhortations: verbs that alone leave nothing to confirm as done.
EXHORTING = words("""
    tăng cường, nâng cao, đẩy mạnh, phát huy, quán triệt, tiếp tục quan tâm, tiếp tục đẩy mạnh, tiếp tục tăng
    cường, tiếp tục nâng cao, thực hiện tốt, thực hiện nghiêm, chấp hành, tiếp tục phát huy, chịu trách nhiệm
    về, chịu trách nhiệm trước, chịu trách nhiệm toàn diện, chịu trách nhiệm thi hành, cải thiện, tiếp tục
    cải thiện, tiếp tục thực hiện quyết liệt, đề cao, quan tâm, chú trọng, thực hiện đầy đủ, chủ động phối
    hợp, tiếp tục nâng cao hơn, thực hiện quyết liệt, ổn định, nhanh chóng ổn định, tập trung lãnh đạo
""")
# Outputs that can be shown when a task is done (sản phẩm).
WORKS = words("""
    báo cáo, kế hoạch, quyết định, nghị quyết, đề án, tờ trình, phương án, chương trình, hướng dẫn, quy chế,
    quy định, danh mục, dự thảo, nghị định, thông tư, chiến lược, quy hoạch, kịch bản, hồ sơ, văn bản, chỉ
    thị, cơ sở dữ liệu, bộ tiêu chí, dự toán, danh sách, sơ đồ, biên bản, quy trình, phim, chính sách
""")
MAKING = words("""
    xây dựng, ban hành, hoàn thiện, lập, trình, tham mưu, có, gửi, soạn thảo, sửa đổi, hoàn thành, phê duyệt,
    dịch, đề xuất, điều chỉnh, sản xuất
""")

# Sentences that close or announce, and give no duty.
CLOSING = re.compile(
    r"^(?:trên đây là|\S.{0,60}?\s(?:xin )?thông báo (?:để|đến|tới)|(?:chỉ thị|quyết định|kế hoạch) này"
    r"|(?:thừa lệnh|theo) .{0,80}thông báo để|căn cứ (?:luật|nghị|quyết|thông))",
    re.IGNORECASE,
)
